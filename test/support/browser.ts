import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import packaged from '@sparticuz/chromium';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';

/** A real browser: the one $CHROMIUM names, the machine's own, or the one from the registry. */
export async function openBrowser(): Promise<Browser> {
  const own = process.env['CHROMIUM'] ?? onPath('chromium');
  const executablePath = own ?? (await packagedBrowser());
  return chromium.launch({
    executablePath,
    headless: true,
    // Not the packaged list: its single process ends with its first window.
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** Unpacked once for the whole run: whoever comes meanwhile waits, and does not start half a program. */
async function packagedBrowser(): Promise<string> {
  const unpacked = join(tmpdir(), 'browser-is-unpacked');
  if (isFirst(join(tmpdir(), 'browser'))) {
    await packaged.executablePath();
    writeFileSync(unpacked, '');
  }
  for (let waited = 0; !existsSync(unpacked); waited += LOOK_MS) {
    if (waited > PATIENCE_MS) throw new Error('Nobody unpacked the browser.');
    await setTimeout(LOOK_MS);
  }
  return packaged.executablePath();
}

const LOOK_MS = 100;
const PATIENCE_MS = 60_000;

/** Of all who make this folder one is the first. */
function isFirst(folder: string): boolean {
  try {
    mkdirSync(folder);
    return true;
  } catch {
    return false;
  }
}

function onPath(name: string): string | undefined {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((file) => existsSync(file));
}

/** The phone most people hold, and the desk staff sit at. */
export const PHONE: BrowserContextOptions = {
  viewport: { width: 360, height: 740 },
  isMobile: true,
  hasTouch: true,
};
export const DESK: BrowserContextOptions = { viewport: { width: 1280, height: 900 } };

/** Pixels by which the page is wider than the window: 0 on every good page. */
export async function overflow(page: Page): Promise<number> {
  return page.evaluate(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  );
}
