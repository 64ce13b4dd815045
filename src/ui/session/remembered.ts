import { batch } from '@preact/signals';
import { type Settings, settingsFrom } from '../../core/settings.ts';
import type { Port } from '../port.ts';
import { IDLE, type State } from './state.ts';

/** Settings are stored when they have not changed for this many milliseconds. */
const SAVE_AFTER = 400;

type Group = keyof Settings;

/**
 * The settings of a session: changed by their user, and remembered. Those that art was opened with are remembered only
 * once something in their group is changed or applied.
 */
export class RememberedSettings {
  private remembered = settingsFrom(null);
  private saving: ReturnType<typeof setTimeout> | null = null;

  /** @param onPixelize told before settings of "Pixelize" change: which, as a text */
  constructor(
    private readonly port: Pick<Port, 'saveSettings'>,
    private readonly state: State,
    private readonly onPixelize: (what: string) => void,
  ) {}

  /** Takes what was stored, which may be other than what is worked with. */
  begin(stored: Settings): void {
    this.remembered = stored;
  }

  /** Changes some settings of a group. */
  change<G extends Group>(group: G, changes: Partial<Settings[G]>): void {
    const settings = this.state.settings.peek();
    if (group === 'pixelize') this.onPixelize(Object.keys(changes).sort().join());
    this.set({ ...settings, [group]: { ...settings[group], ...changes } }, [group]);
  }

  /** Sets groups back to their defaults. */
  reset(groups: readonly Group[]): void {
    const defaults = settingsFrom(null);
    const changes = Object.fromEntries(groups.map((group) => [group, defaults[group]]));
    if (groups.includes('pixelize')) this.onPixelize('reset');
    this.set({ ...this.state.settings.peek(), ...changes }, groups);
  }

  /** Brings earlier settings of "Pixelize" back. */
  restore(pixelize: Settings['pixelize']): void {
    this.set({ ...this.state.settings.peek(), pixelize }, ['pixelize']);
  }

  /** Stores groups as they are, at once. */
  save(groups: readonly Group[]): void {
    this.take(groups);
    this.store();
  }

  /** Stores at once what was changed and waits to be stored; nothing where nothing was. */
  flush(): void {
    if (this.saving !== null) this.store();
  }

  private take(groups: readonly Group[]): void {
    const settings = this.state.settings.peek();
    const taken = Object.fromEntries(groups.map((group) => [group, settings[group]]));
    this.remembered = { ...this.remembered, ...taken };
  }

  private store(): void {
    if (this.saving !== null) clearTimeout(this.saving);
    this.saving = null;
    this.port.saveSettings(this.remembered);
  }

  private set(settings: Settings, groups: readonly Group[]): void {
    const { state } = this;
    batch(() => {
      state.settings.value = settings;
      state.notice.value = null;
      if (!state.working.peek()) state.job.value = IDLE;
    });
    this.take(groups);
    if (this.saving !== null) clearTimeout(this.saving);
    this.saving = setTimeout(() => this.store(), SAVE_AFTER);
  }
}
