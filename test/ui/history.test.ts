import { beforeEach, expect, it } from 'vitest';
import { History } from '../../src/ui/session/history.ts';

let time: number;
let value: number;
let history: History<number>;

beforeEach(() => {
  time = 0;
  value = 0;
  history = new History(
    () => value,
    (moment) => {
      value = moment;
    },
    () => time,
  );
});

function change(to: number, what: string | null = null): void {
  history.note(what);
  value = to;
}

it('goes back and forth, and forgets what was ahead when something else is done', () => {
  change(1);
  change(2);
  history.undo();
  expect([value, history.canUndo.value, history.canRedo.value]).toEqual([1, true, true]);
  history.undo();
  history.undo();
  expect([value, history.canUndo.value]).toEqual([0, false]);
  history.redo();
  expect(value).toBe(1);
  change(5);
  history.redo();
  expect([value, history.canRedo.value]).toEqual([5, false]);
  history.undo();
  expect(value).toBe(1);
});

it('takes changes of one thing that follow at once as one step, and no others', () => {
  change(1, 'colors');
  time = 500;
  change(2, 'colors');
  time = 1000;
  change(3, 'colors');
  change(4, 'size');
  history.undo();
  expect(value).toBe(3);
  history.undo();
  expect(value).toBe(0);
  change(1, 'colors');
  time = 5000;
  change(2, 'colors');
  history.undo();
  expect(value).toBe(1);
});
