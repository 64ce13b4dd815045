import { UserError } from '../core/errors.ts';
import type { Box } from './geometry.ts';
import { stampOf } from './stamp.ts';
import { keepCause } from './trouble.ts';

/** What one item has changed in the document, so that it can be taken back: newest first, at once, and only once. */
export class Changes {
  private undoing: (() => void)[] = [];
  private finishing: (() => void)[] = [];
  private over = false;

  /** Notes how a change is taken back. Throws, after taking it back, if the item's job has ended meanwhile. */
  note(undo: () => void): void {
    this.undoing.push(undo);
    if (!this.over) return;
    this.takeBack();
    this.check();
  }

  /** Notes what is to be done when the job is finished, unless the item is taken back before. */
  atLast(action: () => void): void {
    this.finishing.push(action);
  }

  /** Does what was left for the end: the item stays. */
  finish(): void {
    for (const action of this.finishing.splice(0)) action();
  }

  /** Notes a layer that was made; it is removed if the item is taken back. */
  made<T extends SceneNode>(layer: T): T {
    this.note(() => {
      if (!layer.removed) layer.remove();
    });
    return layer;
  }

  /** Notes a style, a variable or a collection of variables that was made. */
  madeAsset<T extends PaintStyle | Variable | VariableCollection>(asset: T): T {
    this.note(() => asset.remove());
    return asset;
  }

  /** Throws if the item's job has ended. Call it after every await. */
  check(): void {
    if (this.over) throw new UserError('This job was stopped.');
  }

  /** Takes everything back. What cannot be, because the document is not what it was, does not keep the rest. */
  takeBack(): void {
    this.over = true;
    this.finishing = [];
    for (const undo of this.undoing.splice(0).reverse()) {
      try {
        undo();
      } catch (error) {
        keepCause(error, 'take back a change');
      }
    }
  }
}

/** What is known of a place that results are put into; read once a job, for hundreds of results. */
export interface Room {
  /** Names of the layers there. */
  readonly names: Set<string>;
  /** Where the layers there are, results of this job among them; null until it is needed. */
  boxes: Box[] | null;
}

/** What belongs to a job until it is finished or discarded. */
export class Job {
  readonly results: SceneNode[] = [];
  /** By the id of the layer or page that results are put into. */
  readonly rooms = new Map<string, Room>();
  /** Names of style folders and of variable collections that are taken; each is read when it is first needed. */
  readonly groups = new Map<'styles' | 'variables', Set<string>>();
  /** The document's own styles and variables by their colours, read when they are first needed. */
  ownStyles: ReadonlyMap<string, PaintStyle> | null = null;
  ownVariables: ReadonlyMap<string, Variable> | null = null;
  private readonly items: Changes[] = [];
  private discarded = false;

  /** The changes of a new item, to be begun when nothing is waited for any more. Throws if the job was discarded. */
  begin(): Changes {
    const changes = new Changes();
    if (this.discarded) changes.takeBack();
    changes.check();
    this.items.push(changes);
    return changes;
  }

  /** Does what its items left for the end. */
  finish(): void {
    for (const changes of this.items) changes.finish();
  }

  /** Takes back everything that the job's items changed, and all that they still would. */
  discard(): void {
    this.discarded = true;
    for (const changes of this.items.splice(0).reverse()) changes.takeBack();
  }
}

/** A result as a job has left it. */
interface Stamped {
  readonly node: SceneNode;
  readonly stamp: string;
}

/** The jobs that are neither finished nor discarded, by their ids. */
export class Jobs {
  private readonly open = new Map<number, Job>();
  private readonly discarded = new Set<number>();
  private last: { readonly id: number; readonly results: readonly Stamped[] } | null = null;

  /** The job of an id; it begins with its first result. Throws a UserError if it was discarded. */
  of(id: number): Job {
    if (this.discarded.has(id)) throw new UserError('This job was stopped.');
    let job = this.open.get(id);
    if (job === undefined) {
      job = new Job();
      this.open.set(id, job);
    }
    return job;
  }

  /** Whether a job was discarded. */
  isDiscarded(id: number): boolean {
    return this.discarded.has(id);
  }

  /** Ends a job whose results stay, and tells them. */
  finish(id: number): readonly SceneNode[] {
    const job = this.open.get(id);
    this.open.delete(id);
    job?.finish();
    const results = job?.results ?? [];
    const there = results.filter(({ removed }) => !removed);
    this.last = { id, results: there.map((node) => ({ node, stamp: stampOf(node) })) };
    return results;
  }

  /** The job that was finished last, if none of its results is there any more as it left them; null otherwise. */
  get undone(): number | null {
    const { last } = this;
    const isGone = ({ node, stamp }: Stamped) => node.removed || stampOf(node) !== stamp;
    return last !== null && last.results.length > 0 && last.results.every(isGone) ? last.id : null;
  }

  /** Ends a job and takes back everything that it changed, at once. Late items of it are refused. */
  discard(id: number): void {
    this.discarded.add(id);
    this.open.get(id)?.discard();
    this.open.delete(id);
  }

  /** Discards every open job: the window closes. */
  discardAll(): void {
    for (const id of [...this.open.keys()]) this.discard(id);
  }
}
