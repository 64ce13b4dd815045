#!/bin/sh
# Builds native/torch_backend.node for the CPU: a C++17 compiler, libtorch and a fast BLAS (Debian 12: apt-get
# install libtorch-dev libopenblas0-pthread g++)
# and Node's N-API headers (looked for beside node, in /usr/include/node and in $NODE_INCLUDE).
set -e
cd "$(dirname "$0")"
fail() { echo "build.sh: $1" >&2; exit 1; }
command -v g++ >/dev/null || fail "expected g++ on the PATH, found none (Debian: apt-get install g++)"
for d in "$NODE_INCLUDE" include /usr/include/node "$(dirname "$(command -v node)")/../include/node"; do
  [ -n "$d" ] && [ -f "$d/node_api.h" ] && headers=$d && break
done
[ -n "$headers" ] || fail "expected node_api.h, found none; set NODE_INCLUDE to the folder that holds it"
[ -f /usr/include/ATen/ATen.h ] || fail "expected libtorch's headers in /usr/include/ATen, found none (Debian: apt-get install libtorch-dev)"
g++ -std=c++17 -O3 -march=x86-64-v3 -fPIC -shared -w -fopenmp -DNDEBUG -DSGEMM -I"$headers" torch_backend.cc -o torch_backend.node.tmp -ltorch_cpu -lc10 -l:libblas.so.3 -ldl
mv torch_backend.node.tmp torch_backend.node
echo "built training/native/torch_backend.node"
