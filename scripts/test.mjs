// npm test: every check and every test of the repository, ending in one line "N passed, N failed". --help tells the options.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readOptions, refuse } from './options.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const training = join(root, 'training');
const HELP = `
Usage: npm test -- [options]

Runs every check and every test of the repository, and ends in one line "N passed, N failed".

  --fuzz CASES   how many cases the fuzz tries [800]
  --help         this text
`;
const { values } = readOptions(HELP, { options: { fuzz: { type: 'string', default: '800' } } });
if (!(Number(values.fuzz) >= 1)) refuse(`--fuzz: expected a number of cases, received ${values.fuzz}`);
const reports = mkdtempSync(join(tmpdir(), 'pixel-cascade-test-'));
const totals = { passed: 0, failed: 0 };

/** Runs a command with its output shown; true if it went well. */
function run(command, args, cwd = root) {
  const { status, error } = spawnSync(command, args, { cwd, stdio: 'inherit' });
  if (error) console.error(`${command}: ${error.message}`);
  return status === 0;
}

function count(name, passed, failed) {
  totals.passed += passed;
  totals.failed += failed;
  console.log(`${failed === 0 ? 'ok' : 'FAILED'}  ${name}: ${passed} passed, ${failed} failed\n`);
}

/** A check counts as one test. */
function check(name, command, args, cwd) {
  console.log(`-- ${name}`);
  const ok = run(command, args, cwd);
  count(name, Number(ok), Number(!ok));
  return ok;
}

/** A vitest run counts its tests; one that breaks off, or a file that cannot be loaded, counts as a failure. */
function vitest(name, cwd) {
  console.log(`-- ${name}`);
  const file = join(reports, `${name.replace(/\W+/g, '-')}.json`);
  const args = ['vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const ok = run('npx', ['--no-install', ...args], cwd);
  const report = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  const { numPassedTests = 0, numFailedTests = 0, numPendingTests = 0, numTodoTests = 0 } = report;
  const failed = numFailedTests + numPendingTests + numTodoTests;
  count(name, numPassedTests, ok ? failed : Math.max(1, failed));
}

try {
  const ready =
    existsSync(join(training, 'node_modules')) ||
    check('install training', 'npm', ['ci', '--no-audit', '--no-fund'], training);
  check('build', process.execPath, ['scripts/build.mjs']);
  check('biome', 'npx', ['--no-install', 'biome', 'check', '.']);
  check('types', 'npx', ['--no-install', 'tsc', '-b']);
  check('imports', 'npm', ['run', '--silent', 'imports']);
  check('dead code', 'npx', ['--no-install', 'knip']);
  check('fuzz', process.execPath, ['dist/fuzz.js', '--cases', values.fuzz, '--seed', '1']);
  vitest('tests', root);
  if (ready) vitest('training tests', training);
} finally {
  rmSync(reports, { recursive: true, force: true });
}

console.log(`${totals.passed} passed, ${totals.failed} failed`);
process.exitCode = totals.failed === 0 ? 0 : 1;
