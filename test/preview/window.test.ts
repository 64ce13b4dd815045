import { decode } from 'fast-png';
import type { Frame } from 'playwright-core';
import { expect, test } from 'vitest';
import type { Preview } from '../../preview/drive.ts';
import { drawnIn, pixelized, usePlugin } from './use-plugin.ts';

let driven: Preview;
let ui: Frame;

usePlugin(async (preview) => {
  driven = preview;
  ui = await pixelized(driven, 'Parrot', 'Sunset');
});

const drawn = (text?: string | RegExp) => drawnIn(ui, text);
const answers = async (wanted: string) =>
  (await driven.messages()).filter(({ type }) => type === wanted).length;
const exports = () => answers('exported');
const press = (key: string) => driven.page.keyboard.press(key);

test('keys reach the window without a click into it', async () => {
  const focused = await ui.evaluate(() => [document.hasFocus(), document.activeElement?.textContent]);
  expect(focused).toEqual([true, 'Pixelize']);
});

test('a matte is asked for where a layer may be transparent', async () => {
  const matte = ui.getByRole('textbox', { name: 'Matte', exact: true });
  expect(await matte.count()).toBe(1);
  await driven.select('Sunset');
  await expect.poll(() => matte.count(), { timeout: 30_000 }).toBe(0);
  await driven.select('Badge');
  await expect.poll(() => matte.count(), { timeout: 30_000 }).toBe(1);
  await matte.fill('#f00');
  await matte.press('Enter');
  expect(await matte.inputValue()).toBe('FF0000');
  await ui.getByRole('button', { name: 'Reset to default' }).click();
  await driven.select('Parrot', 'Sunset');
  await drawn();
});

test('forced colours leave what is told by colours alone', async () => {
  const page = driven.page;
  const look = (selector: string, pseudo?: string) =>
    ui.evaluate(
      ([which, part]) => {
        const style = getComputedStyle(document.querySelector(which!)!, part);
        return `${style.backgroundColor} ${style.backgroundImage}`;
      },
      [selector, pseudo] as const,
    );
  await ui.locator('.swatch').first().waitFor();
  const swatch = await look('.swatch');
  const canvas = () => look('body');
  await page.emulateMedia({ forcedColors: 'active' });
  try {
    await expect.poll(() => ui.evaluate(() => matchMedia('(forced-colors: active)').matches)).toBe(true);
    expect(await look('.swatch')).toBe(swatch);
    expect(await look('.icon-button[aria-pressed=true]')).not.toBe(await look('.toolbar .icon-button'));
    expect(await look('.divider', '::before')).not.toBe(await canvas());
    expect(
      await ui
        .locator('.slider')
        .first()
        .evaluate((e) => getComputedStyle(e).forcedColorAdjust),
    ).toBe('none');
  } finally {
    await page.emulateMedia({ forcedColors: 'none' });
  }
});

test('every control has a name', async () => {
  const nameless = await ui.evaluate(() =>
    [...document.querySelectorAll('button, input, select, textarea, [role=slider], [role=group]')]
      .filter((control) => {
        const labels = (control as HTMLInputElement).labels ?? [];
        const text = control.tagName === 'BUTTON' ? control.textContent : '';
        return !(
          control.getAttribute('aria-label') ||
          text?.trim() ||
          [...labels].some((l) => l.textContent)
        );
      })
      .map((control) => control.outerHTML),
  );
  expect(nameless).toEqual([]);
});

test('colours change without another export, and fixed palettes are shown as they are', async () => {
  const colours = ui.getByRole('textbox', { name: 'Colors' });
  // The window looks at the layer again when it gets the focus.
  await colours.focus();
  await driven.page.waitForTimeout(500);
  const before = await exports();
  await colours.fill('3');
  await colours.press('Enter');
  await drawn(/\b3 colors/);
  expect(await ui.locator('.swatch').count()).toBe(3);
  await ui.getByLabel('Palette', { exact: true }).selectOption({ label: 'Game Boy' });
  await ui.locator('.swatch[title="#0F380F"], .swatch[title="#0F380F, not used"]').waitFor();
  expect(await ui.locator('.swatch').count()).toBe(4);
  expect(await colours.isDisabled()).toBe(true);
  expect(await exports()).toBe(before);
});

test('a palette file is taken by its bytes, and a broken one is told of and changes nothing', async () => {
  const file = ui.getByLabel('Palette file');
  const bytes = (text: string) => Buffer.from(text, 'latin1');
  await file.setInputFiles({ name: 'x.bin', mimeType: '', buffer: bytes('112233\nffeedd\n') });
  await ui.locator('.swatch[title^="#112233"]').waitFor();
  expect(await ui.locator('.swatch').count()).toBe(2);
  await file.setInputFiles({ name: 'y.gpl', mimeType: '', buffer: bytes('GIMP Palette\n1 2 oops\n') });
  await expect.poll(() => ui.locator('.outcome-text').textContent()).toMatch(/^Y\.gpl, line 2 should be/);
  expect(await ui.locator('.swatch').count()).toBe(2);
  await ui.getByRole('button', { name: 'Reset to default' }).click();
  await drawn();
  expect(await ui.locator('.outcome').count()).toBe(0);
});

test('the focus passes through an empty field without taking the outcome away', async () => {
  const broken = { name: 'z.gpl', mimeType: '', buffer: Buffer.from('GIMP Palette\n1 2 oops\n', 'latin1') };
  await ui.getByLabel('Palette file').setInputFiles(broken);
  await ui.locator('.outcome-text').waitFor();
  const enlarge = ui.getByRole('textbox', { name: 'Enlarge' });
  expect(await enlarge.inputValue()).toBe('');
  await enlarge.focus();
  await press('Tab');
  expect(await ui.locator('.outcome-text').count()).toBe(1);
  // Typed and taken back, a field is as empty as before.
  await enlarge.fill('7');
  await enlarge.fill('');
  await press('Tab');
  expect(await ui.locator('.outcome-text').count()).toBe(1);
});

test('the focus passes through an empty height without taking the width away', async () => {
  const [width, height] = ['Width', 'Height'].map((side) =>
    ui.getByRole('textbox', { name: `${side} in art pixels` }),
  );
  await driven.select();
  await expect.poll(() => width.inputValue()).toBe('');
  await width.fill('40');
  await width.press('Enter');
  await height.focus();
  await press('Tab');
  expect(await width.inputValue()).toBe('40');
  await width.fill('');
  await width.press('Enter');
  expect(await width.inputValue()).toBe('');
  await driven.select('Parrot', 'Sunset');
  await drawn();
});

test('number fields reckon as Figma’s do, and forget nonsense', async () => {
  const colours = ui.getByRole('textbox', { name: 'Colors' });
  const typed = async (text: string) => {
    await colours.fill(text);
    await colours.press('Enter');
    return colours.inputValue();
  };
  expect(await typed('24+8')).toBe('32');
  expect(await typed('+8')).toBe('40');
  expect(await typed('50%')).toBe('20');
  expect(await typed('1e2')).toBe('100');
  expect(await typed('abc')).toBe('100');
  expect(await typed('48*2')).toBe('96');
  await ui.getByRole('button', { name: 'Reset to default' }).click();
  await drawn();
});

test('a size that cannot be drawn is told of in its field, and the button waits', async () => {
  const width = ui.getByRole('textbox', { name: 'Width in art pixels' });
  const button = ui.locator('.button-primary');
  await width.fill('99999');
  await width.press('Enter');
  await expect.poll(() => ui.locator('.problem').textContent()).toMatch(/the art can be \d+ × \d+ pixels\.$/);
  expect(await width.inputValue()).toBe('99999');
  expect(await width.getAttribute('aria-invalid')).toBe('true');
  expect(await button.isDisabled()).toBe(true);
  await ui.getByRole('button', { name: '48', exact: true }).click();
  await drawn();
  expect(await ui.locator('.problem').count()).toBe(0);
  expect(await button.isDisabled()).toBe(false);
});

test('Animate says why the button waits, though its frames can be drawn', async () => {
  const zoom = ui.getByRole('textbox', { name: 'Enlarge' });
  const show = (name: string) => ui.getByRole('button', { name, exact: true }).first().click();
  await ui.getByRole('button', { name: '128', exact: true }).click();
  await zoom.fill('64');
  await zoom.press('Enter');
  await show('Animate');
  const wrong = () => ui.locator('.error').first().textContent({ timeout: 1000 });
  await expect.poll(wrong, { timeout: 30_000 }).toMatch(/can be enlarged 32 times: .* pixels a side\.$/);
  expect(await ui.locator('.button-primary').isDisabled()).toBe(true);
  await show('Pixelize');
  await zoom.fill('');
  await zoom.press('Enter');
  await ui.getByRole('button', { name: '48', exact: true }).click();
  await drawn();
});

test('only the frame around the window is listened to', async () => {
  // From itself, and from a frame within it.
  await ui.evaluate(async () => {
    const selection = { pluginMessage: { type: 'selection', layers: [] } };
    const inner = document.createElement('iframe');
    const heard = (times: number) =>
      new Promise<void>((resolve) => {
        window.addEventListener('message', () => --times === 0 && resolve());
      });
    const both = heard(2);
    window.postMessage(selection, '*');
    inner.srcdoc = `<script>parent.postMessage(${JSON.stringify(selection)}, '*')</script>`;
    document.body.append(inner);
    await both;
    inner.remove();
  });
  await ui.getByText('Pixelize 2 layers').first().waitFor({ timeout: 2000 });
});

test('before and after, zoom and place are moved with keys', async () => {
  const slider = ui.getByRole('slider', { name: 'Before and after' });
  await slider.press('End');
  expect(await slider.getAttribute('aria-valuenow')).toBe('100');
  await slider.press('ArrowLeft');
  expect(await slider.getAttribute('aria-valuenow')).toBe('98');
  const view = ui.getByRole('group', { name: /^Preview/ });
  const place = () => ui.locator('.picture').boundingBox();
  await ui.getByLabel('Zoom', { exact: true }).selectOption('16');
  const large = await place();
  expect(large?.width).toBe(48 * 16);
  await view.press('ArrowRight');
  expect((await place())?.x).toBe(Number(large?.x) - 24);
  await view.press('-');
  expect((await place())?.width).toBe(48 * 12);
  await view.press('0');
  expect(await ui.getByLabel('Zoom', { exact: true }).inputValue()).toBe('fit');
});

test('a pinch zooms about the pointer, by any factor, and comes to rest on whole pixels', async () => {
  const { mouse, keyboard } = driven.page;
  const place = async () => (await ui.locator('.picture').boundingBox())!;
  await ui.getByLabel('Zoom', { exact: true }).selectOption('12');
  const before = await place();
  const view = (await ui.getByRole('group', { name: /^Preview/ }).boundingBox())!;
  const [x, y] = [view.x + view.width / 2 + 30, view.y + view.height / 2 + 20];
  await mouse.move(x, y);
  await keyboard.down('Control');
  for (let i = 0; i < 5; i++) await mouse.wheel(0, -3);
  await keyboard.up('Control');
  await expect.poll(async () => (await place()).width, { timeout: 10_000 }).toBe(48 * 14);
  const after = await place();
  const under = (box: { x: number; width: number }) => (x - box.x) / box.width;
  expect(Math.abs(under(after) - under(before)) * 48).toBeLessThan(0.5);
  await ui.getByLabel('Zoom', { exact: true }).selectOption('fit');
});

test('a drag that the browser cancels has ended', async () => {
  const { mouse } = driven.page;
  const slider = ui.getByRole('slider', { name: 'Before and after' });
  const middle = async (element: typeof slider) => {
    const { x, y, width, height } = (await element.boundingBox())!;
    return [x + width / 2, y + height / 2] as const;
  };
  /** Grips an element, cancels, and moves on with the button still down; what `shown` tells before and after. */
  const cancelled = async (element: typeof slider, shown: () => Promise<unknown>) => {
    const [x, y] = await middle(element);
    await mouse.move(x, y);
    await mouse.down();
    await element.dispatchEvent('pointercancel', { pointerId: 1, bubbles: true });
    const before = await shown();
    await mouse.move(x - 40, y - 40, { steps: 4 });
    const after = await shown();
    await mouse.up();
    return [before, after];
  };
  const view = ui.getByRole('group', { name: /^Preview/ });
  const [before, after] = await cancelled(view, () => slider.getAttribute('aria-valuenow'));
  expect(after).toBe(before);
  const handle = ui.getByRole('button', { name: /^Resize/ });
  const [size, later] = await cancelled(handle, async () => {
    // Messages keep their order: once a later one is answered, the sandbox has had those that resize.
    const known = await answers('palettes');
    await ui.evaluate(() => window.dispatchEvent(new Event('focus')));
    await expect.poll(() => answers('palettes')).toBeGreaterThan(known);
    return driven.page.evaluate('[preview.host.window.width, preview.host.window.height].join()');
  });
  expect(later).toBe(size);
  await slider.press('Home');
});

test('shows exactly the art’s pixels, on displays with a fraction of pixels as well', async () => {
  const { page } = driven;
  const session = await page.context().newCDPSession(page);
  await ui.getByRole('slider', { name: 'Before and after' }).press('Home');
  const size = page.viewportSize()!;
  await ui.getByLabel('Zoom', { exact: true }).selectOption('4');
  for (const deviceScaleFactor of [1, 1.25, 2]) {
    await session.send('Emulation.setDeviceMetricsOverride', { ...size, deviceScaleFactor, mobile: false });
    await ui.waitForFunction(`devicePixelRatio === ${deviceScaleFactor}`);
    const unit = Math.round(4 * deviceScaleFactor);
    // The window lays itself out anew by itself: the picture's corner lies on a whole pixel of the display.
    const corner = () =>
      ui.evaluate(() => {
        const { x, y } = document.querySelector('.picture')!.getBoundingClientRect();
        return [x, y].map((at) => Math.abs(at * devicePixelRatio - Math.round(at * devicePixelRatio)) < 0.01);
      });
    await expect.poll(corner, { timeout: 10_000 }).toEqual([true, true]);
    await page.waitForTimeout(300);
    const { data } = await session.send('Page.captureScreenshot');
    const shot = decode(Buffer.from(data, 'base64'));
    const frame = (await ui.locator('.picture').boundingBox())!;
    const art = await ui.evaluate(() => {
      const canvas = document.querySelector('canvas')!;
      const { width, height } = canvas;
      return { width, height, data: [...canvas.getContext('2d')!.getImageData(0, 0, width, height).data] };
    });
    const left = Math.round(frame.x * deviceScaleFactor);
    const top = Math.round(frame.y * deviceScaleFactor);
    let differing = 0;
    // Without the columns at the left, where the slider is.
    for (let y = 0; y < art.height * unit; y++) {
      for (let x = 8 * unit; x < art.width * unit; x++) {
        const from = (Math.floor(y / unit) * art.width + Math.floor(x / unit)) * 4;
        const at = ((top + y) * shot.width + left + x) * shot.channels;
        if ([0, 1, 2].some((c) => shot.data[at + c] !== art.data[from + c])) differing++;
      }
    }
    expect([deviceScaleFactor, differing]).toEqual([deviceScaleFactor, 0]);
  }
  await session.send('Emulation.setDeviceMetricsOverride', { ...size, deviceScaleFactor: 1, mobile: false });
});

test('a job is done by keys, with the focus where the next key is needed, and nothing jumps', async () => {
  const places = () =>
    ui.evaluate(() =>
      ['.tabs', '.viewport', '.toolbar', '.settings', '.footer'].map((part) => {
        const { x, y, width, height } = document.querySelector(part)!.getBoundingClientRect();
        return [part, x, y, width, height].join(' ');
      }),
    );
  const before = await places();
  const focused = () => ui.evaluate(() => document.activeElement?.textContent ?? '');
  await ui.getByRole('button', { name: '96', exact: true }).click();
  await ui.locator('footer').getByRole('button', { name: 'Pixelize 2 layers' }).focus();
  await press('Control+Enter');
  await ui.locator('[role=progressbar]').waitFor();
  await expect.poll(focused).toBe('Cancel');
  expect(await places()).toEqual(before);
  await press('Escape');
  await ui.locator('.outcome-text').waitFor();
  expect(await ui.locator('.outcome-text').textContent()).toBe('Cancelled. Nothing was changed.');
  await expect.poll(focused).toBe('Pixelize 2 layers');
  expect(await places()).toEqual(before);
});

test('the window is made larger and smaller, and stays usable when it is small', async () => {
  const handle = ui.getByRole('button', { name: /^Resize/ });
  await handle.focus();
  const narrower = async () => {
    await press('ArrowLeft');
    return ui.evaluate(() => innerWidth);
  };
  await expect.poll(narrower, { timeout: 20_000 }).toBe(320);
  await press('ArrowLeft');
  const overflowing = await ui.evaluate(() =>
    [...document.querySelectorAll('.app *')]
      .filter((element) => {
        const { left, right, width } = element.getBoundingClientRect();
        const clipped = element.closest('.viewport, .hidden') !== null;
        return width > 0 && !clipped && (left < 0 || right > innerWidth + 0.5);
      })
      .map((element) => element.outerHTML.slice(0, 80)),
  );
  expect(overflowing).toEqual([]);
});

test('Escape closes an idle window', async () => {
  await ui.getByRole('textbox', { name: 'Colors' }).focus();
  // What was typed is forgotten first.
  await driven.page.keyboard.type('7');
  await press('Escape');
  expect(await ui.getByRole('textbox', { name: 'Colors' }).inputValue()).toBe('16');
  await press('Escape');
  await driven.idle(10_000);
});
