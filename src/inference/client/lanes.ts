import type { RunOptions } from '../../core/options.ts';
import { isWanted } from '../gpu.ts';
import type { Provider } from '../networks.ts';
import { networkAssets } from './assets.ts';
import { type Host, openSecureWorker, openWorker } from './hosts.ts';
import { Lane } from './lane.ts';

/** Why the networks run on the processor. */
const NO_GPU = 'The graphics card can’t be used here, so the networks run on the processor.';
const LOST = 'The graphics card stopped answering, so the networks now run on the processor.';

/** The workers: a heavy one for what the networks do, and a light one that never waits behind them. */
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
    this.heavy = new Lane(
      () => this.openHeavy(),
      () => this.withoutGpu(),
      (message) => {
        if (message.type === 'compiled') this.module = message.module;
      },
    );
    this.light = new Lane(openWorker);
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
    const assets = await networkAssets();
    const [host, provider] = (await this.openGpu()) ?? [await openWorker(), 'wasm' as const];
    host.post({ type: 'networks', provider, assets, module: provider === 'wasm' ? this.module : null });
    if (provider !== this.provider) {
      this.provider = provider;
      this.onProvider?.(provider, provider === 'wasm' ? this.noGpu : null);
    }
    return host;
  }

  /** A worker with WebGPU, where it is wanted and there is one. */
  private async openGpu(): Promise<[Host, 'webgpu'] | null> {
    if (this.wanted === 'wasm' || this.noGpu !== null) return null;
    try {
      const host = await openSecureWorker();
      const { gpu } = host.greeting;
      if (isWanted(gpu, this.wanted)) return [host, 'webgpu'];
      host.terminate();
      this.noGpu = NO_GPU;
    } catch {
      this.noGpu = NO_GPU;
    }
    return null;
  }

  /** After a failure: whether it may have been WebGPU's, so that the task is worth another try on WASM. */
  private withoutGpu(): boolean {
    if (this.provider !== 'webgpu') return false;
    this.noGpu = LOST;
    return true;
  }
}

const named = (place: string, facts: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(facts).map(([name, value]) => [`${place}: ${name}`, value]));
