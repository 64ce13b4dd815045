import { batch } from '@preact/signals';
import { type Settings, settingsFrom } from '../../core/settings.ts';
import type { Port } from '../port.ts';
import { IDLE, type State } from './state.ts';

/** Settings are stored when they have not changed for this many milliseconds. */
const SAVE_AFTER = 400;

/** The settings of a session: changed by their user, and remembered. */
export class RememberedSettings {
  private saving: ReturnType<typeof setTimeout> | undefined;

  /** @param onPixelize told before settings of "Pixelize" change: which, as a text */
  constructor(
    private readonly port: Pick<Port, 'saveSettings'>,
    private readonly state: State,
    private readonly onPixelize: (what: string) => void,
  ) {}

  /** Changes some settings of a group. */
  change<G extends keyof Settings>(group: G, changes: Partial<Settings[G]>): void {
    const settings = this.state.settings.peek();
    if (group === 'pixelize') this.onPixelize(Object.keys(changes).sort().join());
    this.set({ ...settings, [group]: { ...settings[group], ...changes } });
  }

  /** Sets groups back to their defaults. */
  reset(groups: readonly (keyof Settings)[]): void {
    const defaults = settingsFrom(null);
    const changes = Object.fromEntries(groups.map((group) => [group, defaults[group]]));
    if (groups.includes('pixelize')) this.onPixelize('reset');
    this.set({ ...this.state.settings.peek(), ...changes });
  }

  /** Brings earlier settings of "Pixelize" back. */
  restore(pixelize: Settings['pixelize']): void {
    this.set({ ...this.state.settings.peek(), pixelize });
  }

  /** Stores them at once. */
  save(): void {
    this.port.saveSettings(this.state.settings.peek());
  }

  private set(settings: Settings): void {
    const { state } = this;
    batch(() => {
      state.settings.value = settings;
      state.notice.value = null;
      if (!state.working.peek()) state.job.value = IDLE;
    });
    clearTimeout(this.saving);
    this.saving = setTimeout(() => this.save(), SAVE_AFTER);
  }
}
