import type { RunOptions } from '../../core/options.ts';
import { isWanted } from '../draw/gpu.ts';
import type { Provider } from '../draw/networks.ts';
import { type Assets, networkAssets, wasmModule } from './assets.ts';
import type { Host } from './host.ts';
import { openSecureWorker, openWorker } from './hosts.ts';
import { Lane } from './lane.ts';
import { mostWorkers } from './machine.ts';
import type { FromWorker } from './protocol.ts';
import { enterStep, stepOf } from './timeline.ts';

/** Why the networks run on the processor. */
const NO_GPU = 'The graphics card can’t be used here, so the networks run on the processor.';
const LOST = 'The graphics card stopped answering, so the networks now run on the processor.';

/** How long loading may take: a second or two, and much longer on a software adapter. */
const LOADING_MS = 120_000;

/** How long a cancelled task of the light worker may take: ending that loses the drawings that it keeps. */
const LIGHT_STOP_MS = 2000;

const nothing = (): undefined => undefined;

/**
 * The workers: heavy ones for what the networks do, and a light one that never waits behind them and keeps the drawings.
 * The graphics card has one heavy worker; on the processor there are others while tasks would wait.
 */
export class Lanes {
  readonly heavy: Lane;
  readonly light: Lane;
  provider: Provider | null = null;
  onProvider: ((provider: Provider, reason: string | null) => void) | null = null;
  /** Why WebGPU is not asked again, once it is known. */
  private noGpu: string | null = null;
  /** The wasm as a worker has compiled it; workers of other origins, such as the nested frame's, cannot share it. */
  private module: object | null = null;

  constructor(private readonly wanted: RunOptions['provider']) {
    this.heavy = new Lane(() => this.openHeavy(), {
      retry: () => this.withoutGpu(),
      most: () => (this.provider === 'wasm' ? mostWorkers(navigator) : 1),
    });
    this.light = new Lane(openWorker, { stopMs: LIGHT_STOP_MS });
    void this.heavy.prepare().catch(() => undefined);
    void this.light.prepare().catch(() => undefined);
  }

  /** What the UI, its workers and the nested frame offer. */
  async facts(): Promise<Readonly<Record<string, string>>> {
    const light = this.light.prepare().then(
      (host) => named('worker', host.greeting.facts),
      (error: unknown) => ({ worker: String(error) }),
    );
    const secure = openSecureWorker().then(
      (host) => {
        host.terminate();
        return { ...named('frame', host.frameFacts), ...named('frame’s worker', host.greeting.facts) };
      },
      (error: unknown) => ({ frame: String(error) }),
    );
    return {
      'networks run on': this.provider ?? 'not known yet',
      'pictures at once': String(this.heavy.parallel),
      protocol: location.protocol,
      origin: String(origin),
      'secure context': String(isSecureContext),
      'navigator.gpu': String('gpu' in navigator),
      'cross-origin isolated': String(crossOriginIsolated),
      'compatibility mode': document.compatMode,
      browser: navigator.userAgent,
      ...(await light),
      ...(await secure),
    };
  }

  close(): void {
    this.heavy.close();
    this.light.close();
  }

  private async openHeavy(): Promise<Host> {
    // The wasm is compiled, the graphics card is asked and a worker is opened side by side: each takes its while, and
    // no picture can be drawn before all have.
    const plain = stepOf('open worker', openWorker());
    plain.catch(() => undefined);
    const unused = () => void plain.then((host) => host.terminate()).catch(() => undefined);
    const asked = stepOf('ask for GPU', this.askGpu());
    try {
      // Where the graphics card has not answered by then, the processor begins: most machines that are slow to tell have none.
      const ready = Promise.all([plain, wasmModule()]);
      const first = await Promise.race([asked, ready.then(nothing, nothing)]);
      const processor = first === undefined && this.wanted !== 'webgpu' ? this.openProcessor(ready) : null;
      processor?.catch(() => undefined);
      const gpu = await this.proven(await asked);
      if (gpu !== null) {
        unused();
        return gpu;
      }
      const host = await (processor ?? this.openProcessor(ready));
      this.tell('wasm', this.noGpu);
      return host;
    } catch (error) {
      unused();
      throw error;
    }
  }

  /** Gives a worker the networks on the processor. */
  private async openProcessor(ready: Promise<[Host, WebAssembly.Module | null]>): Promise<Host> {
    const [host, module] = await ready;
    // A module cannot be sent to a worker of another origin, which a data: worker is.
    const known = host.greeting.facts.protocol === 'blob:' ? (this.module ?? module) : null;
    this.module = (await stepOf('load networks', loaded(host, 'wasm', networkAssets(), known))).module;
    return host;
  }

  /** A worker that has a graphics card where it is wanted; null if there is none. */
  private async askGpu(): Promise<Host | null> {
    if (this.wanted === 'wasm' || this.noGpu !== null) return null;
    try {
      const host = await openSecureWorker();
      if (isWanted(host.greeting.gpu, this.wanted)) return host;
      host.terminate();
    } catch {
      // Then there is none.
    }
    this.noGpu = NO_GPU;
    return null;
  }

  /** The worker, once its graphics card has shown that it works; null if it does not. */
  private async proven(host: Host | null): Promise<Host | null> {
    if (host === null) return null;
    try {
      const { failure } = await loaded(host, 'webgpu', networkAssets(), null);
      if (failure === null) {
        this.tell('webgpu', null);
        return host;
      }
      host.terminate();
    } catch {
      // Then it does not.
    }
    this.noGpu = NO_GPU;
    return null;
  }

  private tell(provider: Provider, reason: string | null): void {
    if (provider === this.provider) return;
    this.provider = provider;
    this.onProvider?.(provider, reason);
  }

  /** After a failure: whether it may have been WebGPU's, so that the task is worth another try on WASM. */
  private withoutGpu(): boolean {
    if (this.provider !== 'webgpu' || this.noGpu !== null) return false;
    this.noGpu = LOST;
    return true;
  }
}

/** Gives a worker the networks and waits until they have run; ends it if that never comes. */
function loaded(
  host: Host,
  provider: Provider,
  assets: Assets,
  module: object | null,
): Promise<Extract<FromWorker, { type: 'ready' }>> {
  return new Promise((resolve, reject) => {
    const failed = (error: Error) => {
      clearTimeout(timer);
      host.terminate();
      reject(error);
    };
    const timer = setTimeout(() => failed(new Error('the networks did not load')), LOADING_MS);
    host.listen((message) => {
      if (message.type !== 'ready') return;
      clearTimeout(timer);
      for (const step of message.steps) enterStep(step);
      resolve(message);
    }, failed);
    host.post({ type: 'networks', provider, assets, module });
  });
}

const named = (place: string, facts: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(facts).map(([name, value]) => [`${place}: ${name}`, value]));
