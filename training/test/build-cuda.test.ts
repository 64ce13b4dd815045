import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const script = fileURLToPath(new URL('../native/build_cuda.sh', import.meta.url));

interface Machine {
  /** Body of a shell script that stands for python3; none where there is none. */
  python?: string;
  compiler?: string;
}

/** What python3 prints about its torch. */
const torch = (version: string, cuda: string, folder: string): string =>
  `printf '%s\\n' '${version}' '${cuda}' '${folder}' 1 'no card'`;

/** Runs build_cuda.sh in a folder of its own where nothing but these programs is found. */
function build({ python, compiler }: Machine): {
  status: number;
  text: string;
  folder: string;
} {
  const folder = mkdtempSync(join(tmpdir(), 'build-cuda-'));
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  for (const tool of ['sh', 'dirname', 'sed', 'tail', 'grep', 'mktemp', 'rm', 'mv', 'printf'])
    symlinkSync(spawnSync('which', [tool], { encoding: 'utf8' }).stdout.trim(), join(bin, tool));
  for (const [name, body] of [
    ['python3', python],
    ['g++', compiler],
  ])
    if (name && body) {
      writeFileSync(join(bin, name), `#!/bin/sh\n${body}\n`);
      chmodSync(join(bin, name), 0o755);
    }
  copyFileSync(script, join(folder, 'build_cuda.sh'));
  mkdirSync(join(folder, 'include'));
  writeFileSync(join(folder, 'include/node_api.h'), '');
  const { status, stdout, stderr } = spawnSync('/bin/sh', [join(folder, 'build_cuda.sh')], {
    encoding: 'utf8',
    env: { PATH: bin, TMPDIR: folder },
  });
  return { status: status ?? -1, text: stdout + stderr, folder };
}

/** A folder laid out as a CUDA build of torch. */
function installed(): string {
  const folder = mkdtempSync(join(tmpdir(), 'torch-'));
  mkdirSync(join(folder, 'lib'));
  mkdirSync(join(folder, 'include/ATen'), { recursive: true });
  writeFileSync(join(folder, 'lib/libtorch_cuda.so'), '');
  writeFileSync(join(folder, 'include/ATen/ATen.h'), '');
  return folder;
}

const compiler = 'exit 0';

describe('build_cuda.sh', () => {
  it.each<[string, Machine, RegExp]>([
    ['no compiler', {}, /expected a C\+\+ compiler, g\+\+, on the PATH, found none/],
    ['no python3', { compiler }, /expected python3 on the PATH, found none/],
    [
      'no torch',
      {
        compiler,
        python: 'echo Traceback >&2; echo "ModuleNotFoundError: No module named \'torch\'" >&2; exit 1',
      },
      /expected a python3 that can import torch, but: ModuleNotFoundError: No module named 'torch'/,
    ],
    [
      'torch too old',
      { compiler, python: torch('1.13.1+cu117', '11.7', '/nowhere') },
      /expected torch 2\.0 or newer, got 1\.13\.1/,
    ],
    [
      'torch for the CPU alone',
      { compiler, python: torch('2.13.0+cpu', 'none', '/nowhere') },
      /expected a CUDA build of torch, got 2\.13\.0\+cpu, which has none/,
    ],
    [
      'torch without its libraries',
      { compiler, python: torch('2.11.0', '13.0', '/nowhere') },
      /expected torch's libraries in \/nowhere\/lib, found no libtorch_cuda\.so/,
    ],
    [
      'a compiler too old',
      {
        compiler: 'echo "g++: error: unrecognized option \'-std=c++20\'" >&2; exit 1',
        python: torch('2.11.0', '13.0', installed()),
      },
      /unrecognized option.*\n.*expected g\+\+ to compile .* against torch 2\.11\.0 \(C\+\+20: g\+\+ 11 or newer\)/,
    ],
  ])('says what is missing: %s', (_name, machine, message) => {
    const { status, text, folder } = build(machine);
    expect(text).toMatch(message);
    expect(text.split('\n').at(-2)).toMatch(/^build_cuda\.sh: expected/);
    expect(status).toBe(1);
    expect(existsSync(join(folder, 'torch_backend.node'))).toBe(false);
  });

  it("compiles against python3's torch: its folders, its ABI, CUDA on", () => {
    const from = installed();
    const { status, text, folder } = build({
      python: torch('2.11.0+cu130', '13.0', from),
      compiler: `echo "$*" > arguments.txt; : > torch_backend.node.tmp`,
    });
    expect(text).toBe('built torch_backend.node for torch 2.11.0+cu130, CUDA 13.0 (no card)\n');
    expect(status).toBe(0);
    expect(existsSync(join(folder, 'torch_backend.node'))).toBe(true);
    const given = readFileSync(join(folder, 'arguments.txt'), 'utf8');
    for (const part of [
      '-DCUDA_BUILD',
      '-D_GLIBCXX_USE_CXX11_ABI=1',
      `-I${from}/include`,
      `-L${from}/lib`,
      '-ltorch_cuda',
      `-Wl,-rpath,${from}/lib`,
    ])
      expect(given).toContain(part);
    expect(given).not.toContain('SGEMM');
  });
});
