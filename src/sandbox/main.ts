import { PROTOCOL, type ToSandbox } from '../messages.ts';
import { endExports } from './export.ts';
import { sandboxFacts } from './facts.ts';
import { selectedLayers } from './layers.ts';
import { isReadOnly } from './mode.ts';
import { suggestionsFor } from './parameters.ts';
import { type Plan, planOf } from './plan.ts';
import { closePort, listen, send } from './port.ts';
import { answer, jobs } from './requests.ts';
import {
  allowedWindow,
  recallTrouble,
  savePalettes,
  saveSettings,
  saveWindow,
  storedPalettes,
  storedSettings,
  storedWindow,
  type WindowSize,
} from './storage.ts';
import { keepCause, sentenceOf } from './trouble.ts';

/** Starts the plugin: answers what is typed in quick actions, and does what it is run for. */
export function main(): void {
  // Hundreds of times faster in large files; layers that are hidden in instances are of no use here.
  figma.skipInvisibleInstanceChildren = true;
  // Dev Mode has no parameters.
  if (!isReadOnly()) figma.parameters.on('input', suggest);
  figma.on('run', ({ command, parameters }) => {
    const plan = planOf(command, parameters, isReadOnly());
    run(plan).catch(giveUp);
  });
}

function suggest({ key, query, result }: ParameterInputEvent): void {
  const offered = suggestionsFor(key, query);
  if (typeof offered === 'string') result.setError(offered);
  else result.setSuggestions([...offered]);
}

async function run(plan: Plan): Promise<void> {
  if (!plan.visible) {
    const reason = await reasonNotToRun();
    if (reason !== null) {
      figma.closePlugin(reason);
      return;
    }
  }
  figma.on('close', close);
  const shown = show(plan);
  listen(async (message) => {
    await shown;
    take(message, plan);
  });
  await shown;
  figma.on('selectionchange', tellSelection);
  figma.on('currentpagechange', tellSelection);
  followPage();
}

/** Nothing can be done without a start: this ends with a toast. */
function giveUp(error: unknown): void {
  figma.closePlugin(sentenceOf(error, 'start this command'));
}

/** Opens the window as large as it was left. */
async function show({ visible }: Plan): Promise<void> {
  const size = await storedWindow();
  figma.showUI(__html__, { ...size, visible, title: 'Pixel Cascade', themeColors: true });
}

/** Why a run without a window would do nothing, as a sentence; null if it would do something. */
async function reasonNotToRun(): Promise<string | null> {
  if (isReadOnly()) return 'Dev Mode only reads the file. Use Batch export to save the art as files.';
  const layers = await selectedLayers();
  if (layers.length === 0) return 'Select a layer first, then run this again.';
  return layers.every(({ problem }) => problem !== null) ? layers[0].problem : null;
}

function take(message: ToSandbox, plan: Plan): void {
  switch (message.type) {
    case 'ready':
      start(plan).catch(giveUp);
      return;
    case 'look':
      void tellSelection();
      return;
    case 'save-settings':
      void saveSettings(message.settings);
      return;
    case 'save-palettes':
      void savePalettes(message.palettes);
      return;
    case 'resize':
      resize(message);
      return;
    case 'notify':
      figma.notify(message.text, { error: message.error });
      return;
    case 'close':
      figma.closePlugin();
      return;
    default:
      void answer(message);
  }
}

function resize(wanted: WindowSize): void {
  const size = allowedWindow(wanted);
  figma.ui.resize(size.width, size.height);
  void saveWindow(size);
}

async function start({ command, visible, parameters }: Plan): Promise<void> {
  if (command === 'diagnostics') await recallTrouble();
  const [settings, imported] = [await storedSettings(), await storedPalettes()];
  const layers = await selectedLayers();
  send({
    type: 'start',
    version: PROTOCOL,
    command,
    settings,
    imported,
    parameters,
    visible,
    readOnly: isReadOnly(),
    layers,
    facts: command === 'diagnostics' ? sandboxFacts() : {},
  });
}

/** What the window was told was undone. */
let told: number | null = null;

/** An undo of art that was changed in place leaves the selection alone: the layers of the page tell of it. */
function followPage(): void {
  let page = figma.currentPage;
  const look = () => {
    if (jobs.undone !== told) void tellSelection();
  };
  page.on('nodechange', look);
  figma.on('currentpagechange', () => {
    page.off('nodechange', look);
    page = figma.currentPage;
    page.on('nodechange', look);
  });
}

let asked = 0;

/** Tells the UI what is selected; of several changes at once, only the last. */
async function tellSelection(): Promise<void> {
  const mine = ++asked;
  try {
    const layers = await selectedLayers();
    const { undone } = jobs;
    if (mine !== asked) return;
    told = undone;
    send({ type: 'selection', layers, ...(undone !== null && { undone }) });
  } catch (error) {
    keepCause(error, 'tell what is selected');
  }
}

/** The window was closed, or the job without one is done: what is unfinished is taken back, before Figma ends this. */
function close(): void {
  closePort();
  endExports();
  jobs.discardAll();
}
