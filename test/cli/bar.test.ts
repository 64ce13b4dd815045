import { expect, it } from 'vitest';
import { Bar } from '../../src/cli/bar.ts';

function written(isTTY: boolean): { stream: NodeJS.WriteStream; text: () => string } {
  let text = '';
  const write = (chunk: string) => {
    text += chunk;
    return true;
  };
  return { stream: { isTTY, columns: 60, write } as unknown as NodeJS.WriteStream, text: () => text };
}

it('draws on a terminal within its width and takes itself away', () => {
  const { stream, text } = written(true);
  const bar = new Bar(4, stream);
  bar.show(1, 'a-very-long-name-that-does-not-fit-the-line.png', {
    kind: 'stage',
    stage: 'pixelnet',
    percent: 50,
  });
  expect(text()).toContain(`[${'#'.repeat(9)}${'.'.repeat(15)}] 2/4 a-very`);
  expect(text().replace('\r\x1b[K', '').length).toBeLessThan(60);
  bar.clear();
  expect(text().endsWith('\r\x1b[K')).toBe(true);
});

it('writes nothing into a pipe', () => {
  const { stream, text } = written(false);
  const bar = new Bar(1, stream);
  bar.show(0, 'a.png', { kind: 'done', percent: 100 });
  bar.clear();
  expect(text()).toBe('');
});
