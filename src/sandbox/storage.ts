import type { Settings } from '../core/settings.ts';
import type { NamedPalette } from '../messages.ts';
import { keepCause, keptCauses, recallCauses } from './trouble.ts';

const SETTINGS = 'settings';
const PALETTES = 'palettes';
const WINDOW = 'window';
const CAUSES = 'causes';

/** Sides in CSS pixels. */
export interface WindowSize {
  readonly width: number;
  readonly height: number;
}

/** The window's size until its user changes it. */
const USUAL_WINDOW: WindowSize = { width: 720, height: 600 };
/** Figma's smallest window, and what no screen is larger than. */
const [LEAST, MOST] = [
  { width: 70, height: 0 },
  { width: 4000, height: 3000 },
];

/** What was stored of the settings, whatever it is; null if nothing was, or it cannot be read. Never throws. */
export const storedSettings = (): Promise<unknown> => stored(SETTINGS);

/** Stores settings at once. Never throws. */
export const saveSettings = (settings: Settings): Promise<void> => store(SETTINGS, settings);

/** What was stored of the imported palettes, whatever it is; null if nothing was. Never throws. */
export const storedPalettes = (): Promise<unknown> => stored(PALETTES);

/** Stores the imported palettes. Never throws. */
export const savePalettes = (palettes: readonly NamedPalette[]): Promise<void> => store(PALETTES, palettes);

/** The size that the window was left with. Never throws. */
export async function storedWindow(): Promise<WindowSize> {
  const size = await stored(WINDOW);
  if (typeof size !== 'object' || size === null) return USUAL_WINDOW;
  const { width, height } = size as Partial<WindowSize>;
  return typeof width === 'number' && typeof height === 'number'
    ? allowedWindow({ width, height })
    : USUAL_WINDOW;
}

/** Stores the window's size. Never throws. */
export const saveWindow = (size: WindowSize): Promise<void> => store(WINDOW, size);

/** The nearest size that a window may have. */
export function allowedWindow({ width, height }: WindowSize): WindowSize {
  const between = (least: number, value: number, most: number) =>
    Math.max(least, Math.min(most, Math.round(value) || 0));
  return {
    width: between(LEAST.width, width, MOST.width),
    height: between(LEAST.height, height, MOST.height),
  };
}

/** Recalls what went wrong in earlier runs, for Diagnostics. Never throws. */
export async function recallTrouble(): Promise<void> {
  const causes = await stored(CAUSES);
  if (Array.isArray(causes)) recallCauses(causes.filter((cause) => typeof cause === 'string'));
}

/** Stores what went wrong, for the Diagnostics of a later run. Never throws. */
export const storeTrouble = (): Promise<void> => store(CAUSES, [...keptCauses()]);

async function stored(key: string): Promise<unknown> {
  try {
    return (await figma.clientStorage.getAsync(key)) ?? null;
  } catch (error) {
    keepCause(error, `read ${key}`);
    return null;
  }
}

/** What waits to be stored, by key. */
const waiting = new Map<string, unknown>();
const storing = new Set<string>();

/** Stores a value at once; of those that come while another one of the key is being stored, only the newest is. */
async function store(key: string, value: unknown): Promise<void> {
  waiting.set(key, value);
  if (storing.has(key)) return;
  storing.add(key);
  while (waiting.has(key)) {
    const next = waiting.get(key);
    waiting.delete(key);
    try {
      await figma.clientStorage.setAsync(key, next);
    } catch (error) {
      keepCause(error, `store ${key}`);
    }
  }
  storing.delete(key);
}
