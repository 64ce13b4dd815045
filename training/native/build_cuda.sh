#!/bin/sh
# Builds native/torch_backend.node against the CUDA torch (2.0 or newer) that python3 has. Then train with
# --backend torch-cuda. Needs g++ 11 or newer; neither nvcc nor CUDA's headers.
# NDEBUG is how torch itself is built: some of its classes have other members without it.
# PYTHON: the python with torch (python3). CXX: the compiler (g++). NODE_INCLUDE: the folder of Node's N-API headers
# (node_api.h and the three beside it); looked for in ./include, beside node and in /usr/include/node too.
set -e
cd "$(dirname "$0")"
fail() { echo "build_cuda.sh: $1" >&2; exit 1; }
cxx=${CXX:-g++}
python=${PYTHON:-python3}
command -v "$cxx" >/dev/null || fail "expected a C++ compiler, $cxx, on the PATH, found none; install g++ 11 or newer or set CXX"
node=$(command -v node || true)
for d in "$NODE_INCLUDE" include ${node:+"$(dirname "$node")/../include/node"} /usr/include/node; do
  [ -n "$d" ] && [ -f "$d/node_api.h" ] && headers=$d && break
done
[ -n "$headers" ] || fail "expected Node's header node_api.h, found none; put it into native/include or set NODE_INCLUDE"
command -v "$python" >/dev/null || fail "expected $python on the PATH, found none; install it with a CUDA build of torch or set PYTHON"
error=$(mktemp)
trap 'rm -f "$error"' EXIT
facts=$("$python" -c '
import os, torch
print(torch.__version__)
print(torch.version.cuda or "none")
print(os.path.dirname(torch.__file__))
print(int(torch._C._GLIBCXX_USE_CXX11_ABI))
print(torch.cuda.get_device_name(0) if torch.cuda.is_available() else "no card")' 2>"$error") ||
  fail "expected a $python that can import torch, but: $(tail -n 1 "$error")"
fact() { echo "$facts" | sed -n "$1p"; }
version=$(fact 1) cuda=$(fact 2) torch=$(fact 3) abi=$(fact 4) card=$(fact 5)
case $version in
  0.* | 1.*) fail "expected torch 2.0 or newer, got $version" ;;
esac
[ "$cuda" != none ] || fail "expected a CUDA build of torch, got $version, which has none"
[ -f "$torch/lib/libtorch_cuda.so" ] || fail "expected torch's libraries in $torch/lib, found no libtorch_cuda.so"
[ -f "$torch/include/ATen/ATen.h" ] || fail "expected torch's headers in $torch/include, found no ATen/ATen.h"
# torch's libraries bring CUDA's own by paths inside of them, so that the linker need not see those.
"$cxx" -std=c++20 -O2 -fPIC -shared -w -fopenmp -DNDEBUG -DCUDA_BUILD "-DTORCH_BUILT=\"torch $version\"" "-D_GLIBCXX_USE_CXX11_ABI=$abi" \
  "-I$headers" "-I$torch/include" "-I$torch/include/torch/csrc/api/include" torch_backend.cc -o torch_backend.node.tmp \
  "-L$torch/lib" -Wl,--no-as-needed -ltorch_cpu -ltorch_cuda -lc10 -lc10_cuda "-Wl,-rpath,$torch/lib" 2>"$error" || {
  grep -m 5 'error' "$error" >&2 || tail -n 5 "$error" >&2
  fail "expected $cxx to compile torch_backend.cc against torch $version (C++20: g++ 11 or newer), but it stopped at the errors above"
}
mv torch_backend.node.tmp torch_backend.node
echo "built torch_backend.node for torch $version, CUDA $cuda ($card)"
