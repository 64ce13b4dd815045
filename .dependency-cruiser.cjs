// Who may import whom (docs/how.md). Checked by `npm run imports`.
const only = (from, ...to) => ({
  name: `${from.replace(/[^a-z]/g, '')}-imports`,
  severity: 'error',
  from: { path: from },
  to: {
    path: '^(src|training|evaluation|bench|fuzz|preview|test)/',
    pathNot: [...to.map((t) => `^${t}(/|$)`), 'node_modules'],
  },
});
/** Of what `from` may import, only types from `path`, but for `pathNot`. */
const typesOnly = (name, from, path, pathNot) => ({
  name,
  severity: 'error',
  from: { path: from },
  to: { path, ...(pathNot && { pathNot }), dependencyTypesNot: ['type-only'] },
});

const CORE = 'src/core';
const [DRAW, ART, SMOOTH, WORKER] = ['draw', 'art', 'smooth', 'worker'].map(
  (room) => `src/inference/${room}`,
);
// A picture's whole way: the only file between draw and art on one side and the worker and the command line on the other.
const WAY = 'src/inference/pixelize.ts';
const COMPUTES = [CORE, 'src/palettes', 'src/methods', 'src/inference', 'src/export', 'src/frames'];
// An animation's whole way, which goes by a picture's.
const SEQUENCE = 'src/inference/sequence';

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    only('^src/core/', CORE),
    {
      name: 'core-is-pure',
      severity: 'error',
      from: { path: '^src/core/' },
      to: { dependencyTypes: ['core'] },
    },
    only('^src/palettes/', 'src/palettes', CORE),
    only('^src/methods/', 'src/methods', CORE),
    only('^src/inference/draw/', DRAW, CORE),
    only('^src/inference/art/', ART, CORE, 'src/palettes', DRAW),
    typesOnly('art-draws-nothing', '^src/inference/art/', '^src/inference/draw/'),
    only('^src/inference/smooth/', SMOOTH, CORE, DRAW, ART),
    only('^src/inference/pixelize[.]ts$', CORE, 'src/methods', DRAW, ART),
    only('^src/inference/sequence/', SEQUENCE, CORE, 'src/frames', DRAW, ART, WAY),
    only('^src/frames/', 'src/frames', CORE),
    only(
      '^src/inference/worker/',
      WORKER,
      CORE,
      'src/palettes',
      'src/methods',
      DRAW,
      ART,
      SMOOTH,
      WAY,
      SEQUENCE,
    ),
    only('^src/export/', 'src/export', CORE, 'src/palettes'),
    only('^src/messages[.]ts$', CORE),
    only('^src/sandbox/', 'src/sandbox', CORE, 'src/messages.ts'),
    only('^src/ui/', 'src/ui', CORE, 'src/palettes', 'src/export', 'src/messages.ts', WORKER, DRAW),
    // Of the networks, the UI knows the client and the pure rules about sizes.
    typesOnly(
      'ui-does-not-compute',
      '^src/ui/',
      '^src/inference/',
      '^src/inference/(worker/client|draw/lattice)[.]ts$',
    ),
    only('^src/cli/', 'src/cli', ...COMPUTES),
    only('^src/api[.]ts$', ...COMPUTES),
    {
      name: 'nobody-imports-the-ends',
      severity: 'error',
      from: { path: '^(src|training|evaluation|bench|preview)/', pathNot: '^(src/ui|src/cli|training)/' },
      to: { path: '^((src/ui|src/cli|training)/|src/api[.]ts$)', pathNot: 'node_modules' },
    },
    // The measures and the contact sheet are pure functions over src/core, and serve training too; the targets are made
    // with the palette and the tidying of finished art.
    only('^training/src/', 'training/src', CORE, ART, 'evaluation/src/measures', 'evaluation/src/sheet'),
    only('^preview/', 'preview', 'src/messages.ts', ...COMPUTES),
    {
      name: 'preview-only-by-tests',
      severity: 'error',
      from: { path: '^(src|training|evaluation|bench)/', pathNot: '^bench/(cold|hand)/' },
      to: { path: '^preview/' },
    },
    // It tries all rooms as their users do, and nothing needs it.
    only('^fuzz/', 'fuzz', 'src', 'preview/host', 'test/support'),
    only('^bench/', 'bench', 'evaluation/src', 'preview/drive.ts', ...COMPUTES),
    only('^evaluation/src/', 'evaluation/src', 'evaluation/split.json', ...COMPUTES),
    {
      name: 'not-to-test',
      severity: 'error',
      from: { path: '^(src|training/src)/' },
      to: { path: '(^|/)test/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.js', '.mjs', '.json'] },
  },
};
