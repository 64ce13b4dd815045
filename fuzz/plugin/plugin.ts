import type { HostDocument } from '../../preview/host/document.ts';
import { Rng } from '../../src/core/random.ts';
import type { ToSandbox } from '../../src/messages.ts';
import { failed, type Kind, type Outcome, unpacked } from '../kind.ts';
import { traceOf } from '../sentence.ts';
import { type Action, anyActions } from './actions.ts';
import { turn } from './client.ts';
import { Clock } from './clock.ts';
import { Desk } from './desk.ts';
import { anyScene } from './scene.ts';
import { differing, type Shot, shotOf } from './shot.ts';

interface Input {
  readonly scene: number;
  readonly actions: readonly Action[];
}

/** How a session is disturbed, to see that it is found. */
export interface Disturbance {
  /** Messages to the sandbox that get lost, and are answered all the same. */
  readonly drop?: (message: ToSandbox) => boolean;
}

/**
 * Sessions of the plugin: its window without its looks, its sandbox in the preview host, a document that has to be what
 * it was after whatever was cancelled, closed or undone.
 * @param codeOf the built code.js
 */
export const pluginKind = (codeOf: () => Promise<string>, disturbance: Disturbance = {}): Kind<Input> => ({
  name: 'plugin',
  share: 1,
  async make(rng) {
    return { scene: rng.int(2 ** 31), actions: anyActions(rng) };
  },
  async run({ scene, actions }) {
    const code = await codeOf();
    const document = await anyScene(new Rng(scene));
    const clock = new Clock();
    const giveBack = clock.install();
    const { error } = console;
    const said: string[] = [];
    console.error = (...parts) => said.push(parts.map(traceOf).join(' '));
    const sitting = new Sitting(code, document, clock, disturbance);
    try {
      for (const [i, action] of actions.entries()) {
        await sitting.act(action);
        const fault = sitting.fault ?? said[0];
        if (fault !== undefined)
          return failed(`step ${i + 1}, ${JSON.stringify(action).slice(0, 300)}: ${fault}`);
      }
      return await sitting.end();
    } finally {
      sitting.leave();
      console.error = error;
      giveBack();
    }
  },
});

/** One designer before one document. */
class Sitting {
  fault: string | undefined;
  private desk: Desk | null = null;
  /** What the document has to be like when no job runs. */
  private wanted: Shot;
  /** What it was like before the last job, as long as one undo step takes back to that. */
  private before: Shot | null = null;
  /** A job that was seen to work and whose end was not looked at. */
  private job = false;
  /** The document was changed by other hands while a job worked: what it is to be afterwards is not known. */
  private touched = false;
  private jobs = 0;

  constructor(
    private readonly code: string,
    private readonly document: HostDocument,
    private readonly clock: Clock,
    private readonly disturbance: Disturbance,
  ) {
    this.wanted = shotOf(document);
  }

  async act(action: Action): Promise<void> {
    if (this.desk?.closed) this.leave();
    await this.do(action);
    const { wait } = action;
    if (wait === 'rest') await this.rest();
    else if ('results' in wait) await this.desk?.written(wait.results);
    else for (let i = 0; i < wait.turns; i++) await turn();
  }

  async end(): Promise<Outcome> {
    await this.rest();
    // What waits for its time happens now.
    for (let i = 0; i < 20 && this.clock.next(); i++) await this.desk?.rest();
    await this.rest();
    this.leave();
    this.compare('after the window was closed');
    if (this.fault !== undefined) return failed(this.fault);
    return this.jobs > 0 ? { end: 'done' } : { end: 'refused', note: 'nothing was to be done' };
  }

  leave(): void {
    const { desk } = this;
    if (desk === null) return;
    desk.look();
    desk.leave();
    this.fault ??= desk.faults[0];
    this.desk = null;
    this.judge(desk, 'after the window was closed');
    this.before = null;
  }

  private async do(action: Action): Promise<void> {
    const { document, desk } = this;
    const session = desk?.session;
    switch (action.do) {
      case 'select': {
        const all = document.layers();
        const ids = action.layers.map((place) => all[place % all.length]?.node.id);
        document.selection = [...new Set(ids.filter((id) => id !== undefined))];
        return;
      }
      case 'open':
        this.leave();
        this.desk = await Desk.open(this.code, document, this.clock, action, this.disturbance.drop);
        return;
      case 'delete':
      case 'hide':
      case 'lock':
      case 'rename':
        this.edit(action.do, action.layer);
        return;
      case 'page':
        document.currentPage = document.graph.getPages().find(({ id }) => id !== document.currentPage)!.id;
        return;
      case 'undo':
        this.undo();
        return;
      case 'leave':
        this.leave();
        return;
      case 'change':
        session?.change(action.group, action.values);
        return;
      case 'show':
        session?.show(action.view);
        return;
      case 'import': {
        const bytes = unpacked(action.bytes);
        const file = { name: action.name, size: bytes.length, arrayBuffer: async () => bytes.slice().buffer };
        await session?.importPalette(file);
        return;
      }
      case 'reset': {
        const view = session?.state.view.peek();
        if (view !== undefined && view !== 'diagnostics') session?.reset(view);
        return;
      }
      case 'apply':
        await this.apply();
        return;
      case 'cancel':
      case 'refresh':
      case 'close':
        if (session?.state.started.peek()) session[action.do]();
    }
  }

  /** As its button is: only where there is something to be done. */
  private async apply(): Promise<void> {
    const { desk } = this;
    const session = desk?.session;
    if (!desk || !session?.state.started.peek() || !session.state.ready.peek()) return;
    // A job that has ended unseen is an undo step of its own.
    desk.look();
    if (this.job && !desk.working) this.judge(desk, 'before another job');
    this.document.commit();
    this.job = true;
    void session.apply();
  }

  private edit(what: 'delete' | 'hide' | 'lock' | 'rename', place: number): void {
    const { document } = this;
    const all = document.layers();
    if (all.length < 2) return;
    const { node } = all[place % all.length];
    const busy = this.busy();
    if (!busy) this.compare('before an edit');
    if (what === 'delete') document.remove(node.id);
    else if (what === 'hide') document.graph.updateNode(node.id, { visible: !node.visible });
    else if (what === 'lock') document.graph.updateNode(node.id, { locked: !node.locked });
    else document.graph.updateNode(node.id, { name: `${node.name.slice(0, 40)}’` });
    this.before = null;
    if (busy) this.touched = true;
    else {
      document.commit();
      this.accept();
    }
  }

  private undo(): void {
    const busy = this.busy();
    const wanted = busy ? null : this.before;
    this.document.undo();
    this.before = null;
    if (wanted !== null) {
      this.wanted = wanted;
      this.compare('after undo');
    } else if (busy) this.touched = true;
    else this.accept();
  }

  /** Whether the document may be in the hands of the plugin: a job, an export or a check. */
  private busy(): boolean {
    return this.desk !== null && (this.job || this.desk.working || this.desk.busy);
  }

  private accept(): void {
    this.wanted = shotOf(this.document);
    this.touched = false;
  }

  /** Waits until all is still, and looks at what there is. */
  private async rest(): Promise<void> {
    const { desk } = this;
    if (desk === null) return this.compare('without the plugin');
    await desk.rest();
    // Settings that are waited for.
    if (!desk.closed && this.clock.next()) await desk.rest();
    desk.look();
    const { kind } = desk.session.state.job.peek();
    this.judge(desk, this.job ? `after a job that ended as ${kind}` : 'with no job');
    this.fault ??= desk.faults[0];
  }

  /** Whether the document is what it has to be: what it was, unless a job was finished. */
  private judge(desk: Desk, when: string): void {
    if (this.touched) {
      this.accept();
      this.before = null;
    } else if (desk.finished) this.done(desk);
    else this.compare(when);
    desk.finished = false;
    this.job = false;
  }

  /** A job has changed the document as it should. */
  private done(desk: Desk): void {
    const after = shotOf(this.document);
    this.jobs++;
    for (const [id, node] of Object.entries(after)) {
      if (id in this.wanted) continue;
      for (const { imageHash } of (node.fills ?? []) as { imageHash?: string }[]) {
        const png = imageHash && this.document.graph.images.get(imageHash);
        if (png) desk.checkImage(png);
      }
    }
    this.before = this.wanted;
    this.wanted = after;
  }

  private compare(when: string): void {
    const difference = this.touched ? null : differing(this.wanted, shotOf(this.document));
    if (difference !== null) this.fault ??= `${when}: ${difference}`;
  }
}
