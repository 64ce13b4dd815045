// The UI of the test page, bundled into a ui.html as the plugin's own UI is.
import { UserError } from '../../../src/core/errors.ts';
import { type Client, openClient } from '../../../src/inference/worker/client.ts';
import type { Harness } from './harness.ts';

let client: Client;
const told: Harness['told'] = [];

const harness: Harness = {
  told,
  open(provider) {
    told.length = 0;
    client = openClient({ provider });
    client.onProvider = (...news) => told.push(news);
  },
  close: () => client.close(),
  async pixelize(png, options) {
    const percents: number[] = [];
    const drawing = await client.draw(png, options, { onProgress: ({ percent }) => percents.push(percent) });
    const [art] = await client.colour([drawing.id], options, options.palette !== null);
    return { art, percents };
  },
  batch: (png, options) => Promise.all(options.map(async (each) => (await harness.pixelize(png, each)).art)),
  depixelize: (png, options) => client.depixelize(png, options),
  decode: (png) => client.decode(png),
  encode: (picture, zoom) => client.encode(picture, zoom),
  async abort(png, options, percent) {
    const controller = new AbortController();
    let isAborted = false;
    let isLater = false;
    const onProgress = (progress: { percent: number }) => {
      if (progress.percent < percent || isAborted) return;
      isAborted = true;
      // A moment later, so that the run is under way.
      setTimeout(() => {
        controller.abort(new Error('enough'));
        setTimeout(() => {
          isLater = true;
        });
      }, 20);
    };
    try {
      await client.draw(png, options, { signal: controller.signal, onProgress });
      return { reason: 'none: it was drawn', atOnce: false };
    } catch (error) {
      return { reason: String(error), atOnce: !isLater };
    }
  },
  async order(png, options, small) {
    const drawing = await client.draw(png, small);
    const done: string[] = [];
    const noted = async (name: string, call: Promise<unknown>) => {
      await call;
      done.push(name);
    };
    await Promise.all([
      noted('draw', client.draw(png, options)),
      noted('decode', client.decode(png)),
      noted('colour', client.colour([drawing.id], small, false)),
    ]);
    return done;
  },
  async failure(png, options) {
    try {
      await client.draw(png, options);
      return { isUserError: false, message: 'none: it was drawn' };
    } catch (error) {
      return { isUserError: error instanceof UserError, message: String((error as Error).message) };
    }
  },
  facts: () => client.facts(),
};

Object.assign(globalThis, { harness });
