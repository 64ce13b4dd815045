#!/bin/sh
# Builds native/torch_backend.node against the CUDA torch that python3 has. Then train with --backend torch-cuda.
# NODE_INCLUDE: the folder of Node's N-API headers (node_api.h and the three beside it), ./include by default.
set -e
cd "$(dirname "$0")"
fail() { echo "build_cuda.sh: $1" >&2; exit 1; }
command -v g++ >/dev/null || fail "expected g++ (C++20) on the PATH, found none"
headers=${NODE_INCLUDE:-include}
[ -f "$headers/node_api.h" ] || fail "expected node_api.h in $headers, found none; set NODE_INCLUDE"
torch=$(python3 -c 'import torch,os;print(os.path.dirname(torch.__file__))' 2>/dev/null) || fail "expected a python3 that can import torch"
[ -f "$torch/lib/libtorch_cuda.so" ] || fail "expected a CUDA build of torch, but $torch/lib holds no libtorch_cuda.so"
g++ -std=c++20 -O2 -fPIC -shared -w -fopenmp -I"$headers" -I"$torch/include" -I"$torch/include/torch/csrc/api/include" torch_backend.cc \
  -o torch_backend.node.tmp -L"$torch/lib" -Wl,--no-as-needed -ltorch_cpu -ltorch_cuda -lc10 -lc10_cuda -Wl,-rpath,"$torch/lib"
mv torch_backend.node.tmp torch_backend.node
echo "built training/native/torch_backend.node for CUDA"
