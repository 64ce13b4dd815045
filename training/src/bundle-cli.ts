import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build, type Plugin } from 'esbuild';
import { readPack } from './data/pack.ts';
import { readPairs } from './data/pairs/store.ts';
import { fail, pathOf } from './terminal.ts';

const HELP = `bundle: writes one folder that trains on another machine, without npm there

  --out DIR       the folder
  --data FILE     the pack of prepare-data to take along, as train.pack
  --pairs FILE    the scenes of pairs --pack to take along, as pairs.pack
  --node          take this node along, as node.tar.xz (22 MB; a minute): for the same system and processor

Holds trainer.mjs (train, export, bench, check), the addon's source with its build scripts and Node's headers, configs/,
the shipped weights to go on from (restart.bin), and run.sh; docs/cuda.md says how to use it.
`;

const HEADERS = ['node_api.h', 'node_api_types.h', 'js_native_api.h', 'js_native_api_types.h'];
const NATIVE = ['torch_backend.cc', 'build_cuda.sh', 'build.sh'];

/** sharp is compiled for one system; all that a run needs of it is the plot of the losses, which stays an SVG instead. */
const plotAsSvg: Plugin = {
  name: 'plot-as-svg',
  setup(pipeline) {
    pipeline.onResolve({ filter: /^sharp$/ }, () => ({ path: 'sharp', namespace: 'plot' }));
    pipeline.onLoad({ filter: /.*/, namespace: 'plot' }, () => ({
      contents: `import { writeFileSync } from 'node:fs';
        const plot = (svg) => ({ png: () => plot(svg), toFile: async (file) => writeFileSync(file.replace(/png$/, 'svg'), svg) });
        export default plot;`,
    }));
  },
};

/** Bundles the trainer into one file. */
async function writeTrainer(file: string, root: string): Promise<void> {
  await build({
    entryPoints: [join(root, 'src/portable-cli.ts')],
    outfile: file,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    plugins: [plotAsSvg],
    // tfjs is CommonJS and requires node's own modules.
    banner: {
      js: "import { createRequire as makeRequire } from 'node:module';\nconst require = makeRequire(import.meta.url);",
    },
    logLevel: 'error',
  });
}

/** The folder of Node's N-API headers on this machine, if any. */
function headersFolder(): string | undefined {
  const beside = join(dirname(process.execPath), '../include/node');
  return [process.env.NODE_INCLUDE, beside, '/usr/include/node'].find(
    (folder) => folder && existsSync(join(folder, HEADERS[0]!)),
  );
}

/** node alone, laid out as its own archives are: node/bin/node. */
function packNode(archive: string): void {
  const folder = mkdtempSync(`${archive}-`);
  try {
    mkdirSync(join(folder, 'node/bin'), { recursive: true });
    copyFileSync(process.execPath, join(folder, 'node/bin/node'));
    execFileSync('tar', ['-C', folder, '-cJf', archive, 'node']);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      out: { type: 'string' },
      data: { type: 'string' },
      pairs: { type: 'string' },
      node: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return void process.stdout.write(HELP);
  if (!values.out) throw new Error('--out: expected a folder to write to, got nothing');
  const out = pathOf(values.out);
  const root = fileURLToPath(new URL('..', import.meta.url));
  mkdirSync(join(out, 'native/include'), { recursive: true });
  await writeTrainer(join(out, 'trainer.mjs'), root);
  copyFileSync(join(root, 'portable/run.sh'), join(out, 'run.sh'));
  for (const file of NATIVE) copyFileSync(join(root, 'native', file), join(out, 'native', file));
  cpSync(join(root, 'configs'), join(out, 'configs'), { recursive: true });
  copyFileSync(join(root, '../models/restart.bin'), join(out, 'restart.bin'));
  const missing: string[] = [];
  const headers = headersFolder();
  if (headers)
    for (const file of HEADERS) copyFileSync(join(headers, file), join(out, 'native/include', file));
  else missing.push(`native/include/{${HEADERS.join(',')}}: Node's N-API headers, from its own archive`);
  if (values.data) {
    readPack(pathOf(values.data));
    copyFileSync(pathOf(values.data), join(out, 'train.pack'));
  }
  if (values.pairs) {
    readPairs(pathOf(values.pairs));
    copyFileSync(pathOf(values.pairs), join(out, 'pairs.pack'));
  }
  if (!values.data && !values.pairs)
    missing.push(
      'the data: pairs.pack, written by pairs --pack (--pairs FILE copies it), or train.pack, by prepare-data (--data FILE)',
    );
  if (values.node) packNode(join(out, 'node.tar.xz'));
  else
    missing.push('node 20.19 or newer on the PATH there, or its archive as node.tar.xz (--node makes one)');
  missing.push('python3 with a CUDA build of torch 2.x, and g++ 11 or newer, for --backend torch-cuda');
  const list = missing.map((line) => `- ${line}\n`).join('');
  writeFileSync(
    join(out, 'README.txt'),
    `Training of the cascade on a machine with a card.\n\nsh run.sh RUN MINUTES [options of train]\n\nNeeded there besides:\n${list}`,
  );
  const size = (statSync(join(out, 'trainer.mjs')).size / 2 ** 20).toFixed(1);
  console.log(`${out}: trainer.mjs (${size} MiB), native, configs, run.sh\nneeded there besides:\n${list}`);
}

main().catch(fail('bundle'));
