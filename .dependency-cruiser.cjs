// Who may import whom (docs/architecture.md). Checked by `npm run imports`.
const only = (from, ...to) => ({
  name: `${from.replace(/[^a-z]/g, '')}-imports`,
  severity: 'error',
  from: { path: from },
  to: {
    path: '^(src|training|evaluation|bench|preview|test)/',
    pathNot: [...to.map((t) => `^${t}(/|$)`), 'node_modules'],
  },
});
module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    only('^src/core/', 'src/core'),
    {
      name: 'core-is-pure',
      severity: 'error',
      from: { path: '^src/core/' },
      to: { dependencyTypes: ['core'] },
    },
    only('^src/inference/(?!methods)', 'src/inference', 'src/core'),
    // The baselines are pure and offered beside the cascade.
    only('^src/inference/methods[.]ts$', 'src/inference', 'src/core', 'evaluation/src/baselines'),
    only('^src/export/', 'src/export', 'src/core'),
    only('^src/sandbox/', 'src/sandbox', 'src/core', 'src/messages.ts'),
    // Of the networks, the UI knows the client and the pure rules about sizes; types may come from anywhere there.
    only('^src/ui/', 'src/ui', 'src/core', 'src/export', 'src/messages.ts', 'src/inference'),
    {
      name: 'ui-does-not-compute',
      severity: 'error',
      from: { path: '^src/ui/' },
      to: {
        path: '^src/inference/',
        pathNot: '^src/inference/(client|lattice)[.]ts$',
        dependencyTypesNot: ['type-only'],
      },
    },
    only('^src/cli/', 'src/cli', 'src/core', 'src/inference', 'src/export'),
    // The measures and the contact sheet are pure functions over src/core, and serve training too.
    only('^training/src/', 'training/src', 'src/core', 'evaluation/src/measures', 'evaluation/src/sheet'),
    only('^preview/', 'preview', 'src/core', 'src/messages.ts', 'src/export', 'src/inference'),
    {
      name: 'preview-only-by-tests',
      severity: 'error',
      from: { path: '^(src|training|evaluation|bench)/' },
      to: { path: '^preview/' },
    },
    only('^bench/', 'bench', 'evaluation/src', 'src/core', 'src/inference'),
    only(
      '^evaluation/src/',
      'evaluation/src',
      'evaluation/split.json',
      'src/core',
      'src/inference',
      'src/export',
    ),
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
