import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** WebGPU on the processor, for machines without a graphics card. */
const SOFTWARE_GPU = ['--enable-unsafe-webgpu', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'];

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'microsoft-edge'];

/** Places where browsers are installed outside of PATH. */
const PLACES = [
  '/usr/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/** Chromium, Chrome or Edge: the one that CHROMIUM names, or one that is installed; null if there is none. */
export function findBrowser(environment: NodeJS.ProcessEnv = process.env): string | null {
  const named = environment.CHROMIUM;
  if (named) return existsSync(named) ? named : null;
  const folders = (environment.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const inPath = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...inPath, ...PLACES].find((path) => existsSync(path)) ?? null;
}

/** The flags that a headless browser is started with. */
export function browserFlags(webgpu: boolean): string[] {
  // Chromium refuses to run as root in its own sandbox.
  const root = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return [
    ...root,
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--disable-quic',
    '--no-first-run',
    ...(webgpu ? SOFTWARE_GPU : ['--disable-gpu']),
  ];
}
