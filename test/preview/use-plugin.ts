import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Frame } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { openPreview, type Preview } from '../../preview/drive.ts';
import { buildPlugin } from '../../scripts/build-plugin.mjs';
import { TINY_MODELS } from '../support/cli.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Builds the plugin with small networks and opens it in a browser, for the tests of a file. In the end nothing may have been
 * complained of.
 * @param opened is given the preview before the first test
 */
export function usePlugin(opened: (preview: Preview) => void | Promise<void>): void {
  let plugin: string;
  let driven: Preview;
  beforeAll(async () => {
    plugin = await mkdtemp(join(tmpdir(), 'pixel-cascade-plugin-'));
    await buildPlugin({ models: TINY_MODELS, out: plugin });
    driven = await openPreview({ root, plugin });
    await opened(driven);
  });
  afterAll(async () => {
    expect(await driven.complaints()).toEqual({ violations: [], requests: [], errors: [] });
    await driven.close();
    await rm(plugin, { recursive: true, force: true });
  });
}

/** Runs Pixelize on layers, and gives its window once there is art. */
export async function pixelized(driven: Preview, ...layers: string[]): Promise<Frame> {
  await driven.select(...layers);
  await driven.run('pixelize');
  const ui = await driven.ui();
  await drawnIn(ui);
  return ui;
}

/** Waits for a finished preview that says so. */
export const drawnIn = (ui: Frame, text: string | RegExp = /\d colors?/): Promise<void> =>
  ui.locator('.info').getByText(text).first().waitFor({ timeout: 60_000 });
