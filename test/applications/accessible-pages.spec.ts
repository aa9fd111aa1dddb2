import type { Browser, Page } from 'playwright-core';
import { barriersByDayAndNight } from '../support/accessibility.js';
import { openBrowser, overflow } from '../support/browser.js';
import { startService, type RunningService } from '../support/service.js';
import { openProgramme, PIN, sendRequest } from './support.js';

/** Every page of the form and around it, then the same with something wrong on it. */
const PAGES = [
  '/',
  '/f/1',
  '/code',
  '/help',
  '/safety',
  '/your-data',
  '/accessibility',
  '/nowhere',
];
const QUESTIONS = [
  '/f/2',
  '/f/3',
  '/f/4',
  '/f/5',
  '/f/6',
  '/f/7',
  '/f/7/1',
  '/f/7/3',
  '/f/7/4',
  '/f/7/5',
  '/f/8',
  '/f/9',
  '/f/10',
  '/f/11',
  '/f/12',
  '/f/13',
  '/f/14',
];
const REFUSED = ['/f/2', '/f/4', '/f/5', '/f/7', '/f/10', '/f/14'];

/**
 * Goal: everybody can use every page: on a narrow phone, in light and dark, with a screen reader.
 * Method: axe with the AA, AAA and best-practice rules in a real browser 320 pixels wide; nothing scrolls sideways.
 */
describe('the pages of an applicant', () => {
  let service: RunningService;
  let browser: Browser;
  beforeAll(async () => {
    [service, browser] = await Promise.all([startService(), openBrowser()]);
    await openProgramme(service);
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await service.stop();
  });

  it('have no accessibility problem', async () => {
    const page = await phone();
    for (const path of PAGES) await look(page, path);
    await page.goto(`${service.url}/f/1`);
    await page.click('main button');
    await fillQuestions(page);
    for (const path of QUESTIONS) await look(page, path);
    for (const path of REFUSED) {
      await page.goto(service.url + path);
      await empty(page);
      await page.click('main button.btn');
      expect(await page.title()).toMatch(/^Error: /);
      await judge(page, `${path} refused`);
    }
  }, 180_000);

  it('have none after sending either', async () => {
    const page = await phone();
    const code = await sendRequest(service.visitor());
    await page.goto(`${service.url}/code`);
    await page.fill('#code', code);
    await page.fill('#pin', PIN);
    await page.click('main button');
    expect(new URL(page.url()).pathname).toBe('/s');
    await judge(page, '/s');
    await look(page, '/s/stop');
  }, 60_000);

  async function phone(): Promise<Page> {
    // axe looks from inside the page, where our own policy lets no script run.
    const context = await browser.newContext({
      viewport: { width: 320, height: 640 },
      // Colours change at once, so that they can be measured right after.
      reducedMotion: 'reduce',
      bypassCSP: true,
    });
    return context.newPage();
  }

  async function look(page: Page, path: string): Promise<void> {
    await page.goto(service.url + path);
    await judge(page, path);
  }

  async function judge(page: Page, name: string): Promise<void> {
    const found = await barriersByDayAndNight(page, 'AAA');
    expect({ name, found, overflow: await overflow(page) }).toEqual({
      name,
      found: [],
      overflow: 0,
    });
  }
});

/** Takes back what is chosen and typed on the page. */
async function empty(page: Page): Promise<void> {
  await page.$$eval('main input', (inputs) => {
    for (const input of inputs as { type: string; value: string; checked: boolean }[]) {
      if (input.type === 'text') input.value = '';
      input.checked = false;
    }
  });
}

/** Chooses every way of contact, so that each of their pages is there to be looked at. */
async function fillQuestions(page: Page): Promise<void> {
  const next = (): Promise<void> => page.click('main button.btn');
  await page.check('#fits');
  await next();
  await page.check('#who');
  await next();
  await page.check('#needs');
  await next();
  await page.fill('#amount', '450');
  await next();
  await page.fill('#name', 'Marigold Testname');
  await next();
  for (const way of ['#ways', '#ways-email', '#ways-advocate', '#ways-letter']) {
    await page.check(way);
  }
  await next();
  for (const value of ['202 555 0142', 'm@example.org', 'Rosa, 202 555 0155', '12 Elm Street']) {
    await page.fill('#value', value);
    await next();
  }
  await next();
  await next();
  await page.check('#rail');
  await next();
}
