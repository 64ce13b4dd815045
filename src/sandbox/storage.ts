import type { Settings } from '../core/settings.ts';
import { keepCause, keptCauses, recallCauses } from './trouble.ts';

const SETTINGS = 'settings';
const CAUSES = 'causes';

/** What was stored of the settings, whatever it is; null if nothing was, or it cannot be read. Never throws. */
export async function storedSettings(): Promise<unknown> {
  try {
    return (await figma.clientStorage.getAsync(SETTINGS)) ?? null;
  } catch (error) {
    keepCause(error, 'read the settings');
    return null;
  }
}

let newest: Settings | null = null;
let saving = false;

/** Stores settings at once; of those that come while others are being stored, only the newest are. Never throws. */
export async function saveSettings(settings: Settings): Promise<void> {
  newest = settings;
  if (saving) return;
  saving = true;
  while (newest !== null) {
    const next: Settings = newest;
    newest = null;
    try {
      await figma.clientStorage.setAsync(SETTINGS, next);
    } catch (error) {
      keepCause(error, 'store the settings');
    }
  }
  saving = false;
}

/** Recalls what went wrong in earlier runs, for Diagnostics. Never throws. */
export async function recallTrouble(): Promise<void> {
  try {
    const stored: unknown = await figma.clientStorage.getAsync(CAUSES);
    if (Array.isArray(stored)) recallCauses(stored.filter((cause) => typeof cause === 'string'));
  } catch (error) {
    keepCause(error, 'read what went wrong earlier');
  }
}

/** Stores what went wrong, for the Diagnostics of a later run. Never throws. */
export async function storeTrouble(): Promise<void> {
  try {
    await figma.clientStorage.setAsync(CAUSES, [...keptCauses()]);
  } catch {
    // There is nowhere left to tell it.
  }
}
