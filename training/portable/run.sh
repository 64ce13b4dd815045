#!/bin/sh
# Starts or continues a training run for some minutes, with a checkpoint at the end:
#   sh run.sh RUN MINUTES [options of train, e.g. --config configs/fine.json]
# BACKEND: torch-cuda (default), torch or cpu. TORCH_PRECISION: tf32 (default), fp32 or bf16, of convolutions.
# PAIRS and DATA: the scenes and the pack (pairs.pack, train.pack beside this file). NODE: node 20.19 or newer (the PATH's, or node*.tar.xz beside this file).
# PYTHON: the python with torch (python3).
set -e
begun=$(date +%s)
fail() { echo "run.sh: $1" >&2; exit 1; }
here=$(cd "$(dirname "$0")" && pwd)
run=$1 minutes=$2
[ -n "$run" ] && [ -n "$minutes" ] || fail "expected: sh run.sh RUN MINUTES [options of train]"
case $minutes in
  *[!0-9.]* | *.*.* | .) fail "expected MINUTES to be a number, got $minutes" ;;
esac
shift 2
backend=${BACKEND:-torch-cuda}
data=${DATA:-$here/train.pack}
pairs=${PAIRS:-$here/pairs.pack}
# Set by npm, where it runs this: paths are meant from here.
unset INIT_CWD
export TORCH_PRECISION="${TORCH_PRECISION:-tf32}"
# A second busy process makes spinning threads many times slower.
export OMP_WAIT_POLICY="${OMP_WAIT_POLICY:-passive}" GOMP_SPINCOUNT="${GOMP_SPINCOUNT:-300}"
[ -f "$here/trainer.mjs" ] || fail "expected trainer.mjs in $here, found none; write the folder again with npm run bundle"
[ -z "$DATA" ] || [ -f "$data" ] || fail "expected the data at $data, found none"
[ -z "$PAIRS" ] || [ -f "$pairs" ] || fail "expected the scenes at $pairs, found none"
[ -f "$data" ] || [ -f "$pairs" ] || fail "expected the data at $pairs or $data, found neither; put it there or set PAIRS or DATA"

node=${NODE:-$(command -v node || true)}
if [ -z "$node" ]; then
  node=$here/node/bin/node
  if [ ! -x "$node" ]; then
    for archive in "$here"/node*.tar.xz; do break; done
    [ -f "$archive" ] || fail "expected node on the PATH or node*.tar.xz in $here, found neither"
    rm -rf "$here/node.tmp" && mkdir "$here/node.tmp"
    tar -C "$here/node.tmp" -xf "$archive" 2>/dev/null ||
      "${PYTHON:-python3}" -c 'import sys, tarfile; tarfile.open(sys.argv[1]).extractall(sys.argv[2])' "$archive" "$here/node.tmp" 2>/dev/null ||
      fail "expected a whole archive of node at $archive, but it does not unpack"
    rm -rf "$here/node" && mv "$here"/node.tmp/*/ "$here/node" && rmdir "$here/node.tmp"
  fi
fi
"$node" --version >/dev/null 2>&1 || fail "expected a node that runs here, but $node does not"
export NODE_INCLUDE="${NODE_INCLUDE:-$(dirname "$node")/../include/node}"

case $backend in
  torch-cuda) script=build_cuda.sh ;;
  torch) script=build.sh ;;
  *) script= ;;
esac
if [ -n "$script" ]; then
  # Built once for each source and torch.
  torch=$("${PYTHON:-python3}" -c 'from importlib import metadata, util; print(metadata.version("torch"), util.find_spec("torch").origin)' 2>/dev/null || true)
  wanted="$script $(cksum <"$here/native/torch_backend.cc") $torch"
  if [ ! -f "$here/native/torch_backend.node" ] || [ "$(cat "$here/native/built.txt" 2>/dev/null)" != "$wanted" ]; then
    sh "$here/native/$script"
    echo "$wanted" >"$here/native/built.txt"
  fi
fi

checkpoint=$run/checkpoint.bin
if [ -f "$checkpoint" ]; then
  if "$node" "$here/trainer.mjs" check "$checkpoint"; then
    # The trainer writes a new file in its place, so this one stays as it is.
    ln -f "$checkpoint" "$run/checkpoint.previous.bin" 2>/dev/null || cp "$checkpoint" "$run/checkpoint.previous.bin"
  elif [ -f "$run/checkpoint.previous.bin" ]; then
    "$node" "$here/trainer.mjs" check "$run/checkpoint.previous.bin" || fail "expected a whole checkpoint in $run, but both are damaged"
    mv "$checkpoint" "$run/checkpoint.damaged.bin"
    cp "$run/checkpoint.previous.bin" "$checkpoint"
    echo "run.sh: continues from checkpoint.previous.bin; the damaged one is kept as checkpoint.damaged.bin" >&2
  else
    fail "expected a whole checkpoint at $checkpoint; bring it again, or remove it to start anew"
  fi
  set -- --resume "$@"
fi
left=$(awk "BEGIN { print $minutes - ($(date +%s) - $begun) / 60 }")
case $left in
  -* | 0) fail "expected time left after the preparations, but they took all of the $minutes minutes" ;;
esac
exec "$node" "$here/trainer.mjs" train --run "$run" --data "$data" --pairs "$pairs" --backend "$backend" --max-minutes "$left" "$@"
