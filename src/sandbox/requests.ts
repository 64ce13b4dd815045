import type { ToSandbox, ToUi } from '../messages.ts';
import { exportedAgain } from './check.ts';
import { exportLayer, guideShapes } from './export.ts';
import { imageFileOf } from './fill.ts';
import { Jobs } from './jobs.ts';
import { documentPalettes } from './palettes.ts';
import { send } from './port.ts';
import { storeTrouble } from './storage.ts';
import { pageOf } from './tree.ts';
import { causesHad, sentenceOf } from './trouble.ts';
import { bringIntoView } from './view.ts';
import { addMode, boundColours } from './write/mode.ts';
import { writeSequence } from './write/sequence.ts';
import { writeItem } from './write/write.ts';

/** What the UI asks and gets an answer to. */
export type Request = Extract<ToSandbox, { request: number }>;

/** The jobs of this run. */
export const jobs = new Jobs();

/** Results are written one after the other: names and places of one depend on those before it. */
let lastWrite: Promise<unknown> = Promise.resolve();

/** Checks are jobs of their own, numbered downwards; the UI's are numbered upwards. */
let checks = 0;

/** Does what the UI asks and answers it once, with a sentence if it cannot be done. Never throws. */
export async function answer(request: Request): Promise<void> {
  const id = { request: request.request };
  try {
    send({ ...(await done(request)), ...id } as ToUi);
  } catch (error) {
    const known = causesHad();
    send({ type: 'failed', reason: sentenceOf(error, doing(request)), ...id });
    if (causesHad() !== known) await storeTrouble();
  }
}

type Answer = { readonly type: ToUi['type'] } & Readonly<Record<string, unknown>>;

async function done(request: Request): Promise<Answer> {
  switch (request.type) {
    case 'export': {
      const wanted = () => !jobs.isDiscarded(request.job);
      return { type: 'exported', ...(await exportLayer(request.layer, request.size, wanted)) };
    }
    case 'guides': {
      const wanted = () => !jobs.isDiscarded(request.job);
      return { type: 'guides', ...(await guideShapes(request.layer, wanted)) };
    }
    case 'write': {
      const turn = lastWrite.then(() => writeItem(jobs.of(request.job), request.item));
      lastWrite = turn.catch(() => undefined);
      return { type: 'written', ...(await turn) };
    }
    case 'write-sequence': {
      const turn = lastWrite.then(() => writeSequence(jobs.of(request.job), request.item));
      lastWrite = turn.catch(() => undefined);
      return { type: 'sequence-written', ...(await turn) };
    }
    case 'image':
      return { type: 'image', bytes: await imageFileOf(request.layer) };
    case 'finish':
      finish(request.job);
      return { type: 'done' };
    case 'discard':
      jobs.discard(request.job);
      return { type: 'done' };
    case 'check': {
      const own = --checks;
      const { width, height } = request.image;
      try {
        return { type: 'exported', png: await exportedAgain(request.image, jobs.of(own)), width, height };
      } finally {
        jobs.discard(own);
      }
    }
    case 'palettes':
      return { type: 'palettes', palettes: await documentPalettes() };
    case 'bound-colours':
      return { type: 'bound-colours', colours: await boundColours(request.layer) };
    case 'add-mode': {
      const turn = lastWrite.then(() => addMode(request.mode));
      lastWrite = turn.catch(() => undefined);
      return { type: 'mode-added', added: await turn };
    }
  }
}

/** What Figma could not do if a request fails, for the sentence about it. */
function doing({ type }: Request): string {
  switch (type) {
    case 'export':
      return 'draw this layer';
    case 'guides':
      return 'look at the layers that guide the art';
    case 'write':
    case 'write-sequence':
      return 'write the art to the canvas';
    case 'image':
      return 'read this layer’s image';
    case 'finish':
      return 'select the art';
    case 'discard':
      return 'take back what this job wrote';
    case 'check':
      return 'show a picture and export it again';
    case 'palettes':
      return 'read the colors of this file';
    case 'bound-colours':
      return 'read the colors of this art';
    case 'add-mode':
      return 'add these colors as a mode';
  }
}

/**
 * Selects what a job has written and brings it into view, as far as it is on the page that is shown, and makes the job
 * one undo step.
 */
function finish(job: number): void {
  const results = jobs.finish(job).filter((node) => !node.removed);
  if (results.length === 0) return;
  const shown = results.filter((node) => pageOf(node).id === figma.currentPage.id);
  if (shown.length > 0) figma.currentPage.selection = shown;
  bringIntoView(shown);
  figma.commitUndo();
}
