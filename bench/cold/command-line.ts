import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Taken } from './report.ts';

const execute = promisify(execFile);

const MARK = 'processor time: ';
/** Node itself tells what it used, at its end. */
const TELL = `data:text/javascript,process.on('exit',()=>{const{user,system}=process.cpuUsage();process.stderr.write('${MARK}'+(user+system)/1000)})`;

/** The command line's first picture, in one thread, from its start to its end. */
export async function firstPicture(root: string, script: string, folder: string): Promise<Taken> {
  const picture = join(root, 'examples/bunny.png');
  const begun = performance.now();
  const { stderr } = await execute(process.execPath, [
    ...['--import', TELL, script, 'pixelize', picture],
    ...['--out', folder, '--models', join(root, 'models'), '--threads', '1', '--force'],
  ]);
  const wall = performance.now() - begun;
  return { wall, processor: Number(stderr.split(MARK).at(-1)), steps: [] };
}
