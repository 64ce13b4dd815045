import { signal } from '@preact/signals';
import type { Sides } from '../../core/image.ts';
import type { RunOptions } from '../../core/options.ts';
import type { Client } from '../../inference/worker/client.ts';
import type { LayerInfo } from '../../messages.ts';
import { Painter } from '../painter.ts';
import type { Tools } from '../pixelize.ts';
import type { Port } from '../port.ts';
import { DepixelizePreview, PixelizePreview } from '../preview.ts';
import { overlayOf, waitingOverlays } from '../retouch/overlays.ts';
import { SequencePreview } from '../sequence-preview.ts';
import { Sequencer } from '../sequencer.ts';
import type { State } from './state.ts';
import type { Surroundings } from './surroundings.ts';

/** With what the jobs of a session are done. */
export interface SessionTools {
  readonly port: Port;
  readonly client: Client;
  readonly painter: Painter;
  readonly sequencer: Sequencer;
  readonly overlayOf: Tools['overlayOf'];
  readonly waitingOf: Tools['waitingOf'];
}

interface Opened {
  /** What was asked for, and not where the networks run. */
  readonly provider: RunOptions['provider'];
  readonly tools: SessionTools;
  readonly pixelize: PixelizePreview;
  readonly depixelize: DepixelizePreview;
  readonly sequence: SequencePreview;
}

/** The workers that are open, with the previews that they draw. */
export class Workers {
  private readonly current = signal<Opened | null>(null);

  constructor(
    private readonly world: Surroundings,
    private readonly state: State,
  ) {}

  /** The previews, to be followed by what reads them; null before workers are open. */
  get previews(): Pick<Opened, 'pixelize' | 'depixelize' | 'sequence'> | null {
    return this.current.value;
  }

  /** Throws before workers are open. */
  get tools(): SessionTools {
    const opened = this.current.peek();
    if (opened === null) throw new Error('not started');
    return opened.tools;
  }

  /** Opens workers by the settings, after closing those that were open. */
  open(): void {
    this.close();
    const { state, world } = this;
    state.provider.value = null;
    const { run } = state.settings.peek();
    const client = world.openClient(run);
    client.onProvider = (name, reason) => {
      // Workers that were still opening when others took their place may yet tell.
      if (this.current.peek()?.tools.client === client) state.provider.value = { name, reason };
    };
    const sequencer = new Sequencer(world.port, client);
    const tools = {
      port: world.port,
      client,
      painter: new Painter(client),
      sequencer,
      overlayOf: (layer: LayerInfo, art: Sides) => overlayOf(state.retouches.peek(), layer, art),
      waitingOf: (layer: LayerInfo, art: Sides) => waitingOverlays(state.retouches.peek(), layer, art),
    };
    this.current.value = {
      provider: run.provider,
      tools,
      pixelize: new PixelizePreview(tools, world.draftOf, (preview) => {
        state.pixelize.value = preview;
      }),
      depixelize: new DepixelizePreview(tools.port, client, (preview) => {
        state.depixelize.value = preview;
      }),
      sequence: new SequencePreview(sequencer, (preview) => {
        state.sequence.value = preview;
      }),
    };
  }

  /** Opens other workers where the settings want another provider; not below a job, which is asked again when it is over. */
  renew(): void {
    const opened = this.current.peek();
    if (opened === null || this.state.working.peek()) return;
    if (opened.provider !== this.state.settings.peek().run.provider) this.open();
  }

  /** Stops the previews' own work, which would stand in a job's way; what they have drawn is kept. */
  rest(): void {
    const opened = this.current.peek();
    if (this.state.pixelize.peek().status === 'working') opened?.pixelize.stop();
    if (this.state.depixelize.peek().status === 'working') opened?.depixelize.stop();
    if (this.state.sequence.peek().status === 'working') opened?.sequence.stop();
  }

  close(): void {
    const opened = this.current.peek();
    opened?.pixelize.stop();
    opened?.depixelize.stop();
    opened?.sequence.stop();
    opened?.tools.client.close();
  }
}
