import { unzipSync } from 'fflate';
import type { HostDocument } from '../../preview/host/document.ts';
import { type Host, openHost } from '../../preview/host/host.ts';
import type { PixelArt } from '../../src/core/image.ts';
import { decodePng } from '../../src/core/png-read.ts';
import { isGif } from '../../src/frames/gif.ts';
import type { Command, ToSandbox, ToUi } from '../../src/messages.ts';
import { Port } from '../../src/ui/port.ts';
import { Session } from '../../src/ui/session/session.ts';
import type { SavedFile } from '../../src/ui/session/state.ts';
import { blended } from '../art.ts';
import { faultIn } from '../sentence.ts';
import { NearClient, turn } from './client.ts';
import type { Clock } from './clock.ts';

/** Turns of the event loop in which nothing happens, after which nothing will. */
const CALM = 4;
/** Turns after which something never ends. */
const NEVER = 200_000;

/** The plugin and its window, from its start to its end. */
export class Desk {
  readonly session: Session;
  /** What was found, in its order. */
  readonly faults: string[] = [];
  /** Whether the sandbox has been told that a job is whole: from then on its results stay. */
  finished = false;
  /** Results that the sandbox was asked to write. */
  writes = 0;
  /** All art that became a file, by its bytes. */
  private readonly arts = new Map<string, PixelArt>();
  private readonly clients: NearClient[] = [];
  private readonly port: Port;
  private host: Host | null = null;
  private told = 0;
  private moving = 0;
  /** Requests that the sandbox has not answered. */
  private readonly asked = new Set<number>();

  private constructor(clock: Clock) {
    this.port = new Port((message) => void this.toSandbox(message));
    this.session = new Session({
      port: this.port,
      openClient: () => {
        const client = new NearClient((png, art) => this.arts.set(keyOf(png), art));
        this.clients.push(client);
        return client;
      },
      draftOf: async (_, { width, height }) => ({ width, height, data: new Uint8Array(width * height * 4) }),
      save: (file) => this.checkFile(file),
      now: () => clock.now,
    });
  }

  /**
   * Opens the plugin.
   * @param drop messages to the sandbox that get lost
   */
  static async open(
    code: string,
    document: HostDocument,
    clock: Clock,
    { command, readOnly }: { readonly command: Command; readonly readOnly: boolean },
    drop: (message: ToSandbox) => boolean = () => false,
  ): Promise<Desk> {
    const desk = new Desk(clock);
    desk.drop = drop;
    const onChange = () => void desk.fromSandbox();
    desk.host = await openHost({ code, document, command, readOnly, vm: 'native', onChange });
    desk.port.ready();
    void desk.fromSandbox();
    return desk;
  }

  get closed(): boolean {
    return this.host?.closed ?? true;
  }

  /** Waits until nothing happens any more, timers aside. */
  async rest(): Promise<void> {
    let calm = 0;
    for (let turns = 0; calm < CALM; turns++) {
      if (turns > NEVER) throw new Error('something never ends: a request, a call or a job');
      await turn();
      calm = !this.closed && (this.busy || this.working) ? 0 : calm + 1;
    }
  }

  /** Whether something is on its way between the window, its workers and the sandbox. */
  get busy(): boolean {
    return this.moving > 0 || this.asked.size > 0 || this.clients.some(({ open }) => open > 0);
  }

  /** Waits until some more results are asked for, or the job is over. */
  async written(count: number): Promise<void> {
    const last = this.writes + count;
    for (let turns = 0; this.writes < last && this.working && !this.closed; turns++) {
      if (turns > NEVER) throw new Error('a job never ends');
      await turn();
    }
  }

  get working(): boolean {
    return this.session.state.working.peek();
  }

  /** Looks at all that is said. */
  look(): void {
    const { state } = this.session;
    const job = state.job.peek();
    const said = [
      ...[state.notice, state.refusal, state.blocked].map(({ value }) => value),
      ...[state.pixelize, state.depixelize, state.sequence].map(({ value }) => value.reason),
      state.unusable.value?.reason,
      ...(job.kind === 'done' ? [job.text] : job.kind === 'failed' ? [job.reason] : []),
      ...(job.kind === 'done' || job.kind === 'failed' ? job.failures.map(({ reason }) => reason) : []),
      ...(this.host?.notifications.map(({ text }) => text) ?? []),
      this.host?.closingText || null,
    ];
    for (const text of said) {
      const fault = typeof text === 'string' ? faultIn(text) : null;
      if (fault !== null) this.faults.push(fault);
    }
    for (const error of this.host?.errors ?? []) this.faults.push(error.stack ?? String(error));
  }

  /** The pixels of a picture on the canvas: those of the art that it is. */
  checkImage(png: Uint8Array): void {
    const art = this.arts.get(keyOf(png));
    const fault = art === undefined ? null : blended(decodePng(png), art);
    if (fault !== null) this.faults.push(fault);
  }

  /** Its user closes the window. */
  leave(): void {
    this.host?.close();
    this.host = null;
    for (const client of this.clients) client.leave();
  }

  private drop: (message: ToSandbox) => boolean = () => false;

  private async toSandbox(message: ToSandbox): Promise<void> {
    this.moving++;
    if ('request' in message) this.asked.add(message.request);
    await turn();
    if (message.type === 'write') this.writes++;
    if (message.type === 'finish') this.finished = this.host !== null;
    if (!this.drop(message)) await this.host?.toPlugin(message);
    else if ('request' in message) this.receive({ type: 'done', request: message.request });
    this.moving--;
  }

  private async fromSandbox(): Promise<void> {
    this.moving++;
    await turn();
    for (let { host } = this; host !== null && this.told < host.messages.length; { host } = this) {
      this.receive(host.messages[this.told++] as ToUi);
    }
    this.moving--;
  }

  private receive(message: ToUi): void {
    if ('request' in message) this.asked.delete(message.request);
    this.port.receive(message);
  }

  private checkFile({ name, type, bytes }: SavedFile): void {
    if (type === 'image/gif') {
      if (!isGif(bytes)) this.faults.push(`${name} is no GIF`);
      return;
    }
    const files = unzipSync(bytes);
    for (const [path, content] of Object.entries(files)) {
      if (/(^|\/)\.\.(\/|$)|^\/|\\/.test(path)) this.faults.push(`${name} holds the path ${path}`);
      if (path.endsWith('.png')) this.checkImage(content);
    }
  }
}

const keyOf = (png: Uint8Array): string => Buffer.from(png).toString('latin1');
