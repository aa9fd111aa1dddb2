import type { Browser, BrowserContext, Page } from 'playwright-core';
import { openBrowser, PHONE } from '../support/browser.js';
import { startService, type RunningService } from '../support/service.js';
import { openProgramme } from './support.js';

const ELSEWHERE = 'https://www.weather.gov/';

/**
 * Goal: one press, and whoever comes in sees a weather page, with no way back to the form.
 * Method: a real browser; the weather page is played by the test, so that nothing leaves the machine.
 */
describe('leaving fast', () => {
  let service: RunningService;
  let browser: Browser;
  let context: BrowserContext;
  beforeAll(async () => {
    [service, browser] = await Promise.all([startService(), openBrowser()]);
    await openProgramme(service);
    context = await browser.newContext(PHONE);
    await context.route(`${ELSEWHERE}**`, (route) =>
      route.fulfill({ contentType: 'text/html', body: '<title>Weather</title>' }),
    );
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await service.stop();
  });

  it.each([
    ['the button', (page: Page): Promise<void> => page.click('#leave')],
    ['Shift three times', pressShift],
  ])(
    'by %s',
    async (_, leave) => {
      const page = await context.newPage();
      await page.goto(`${service.url}/f/1`);
      await page.click('main button');
      // The exit script belongs to the new page: it must be there before anybody presses.
      await page.waitForLoadState('load');
      expect(new URL(page.url()).pathname).toBe('/f/2');
      await Promise.all([page.waitForURL(ELSEWHERE), leave(page)]);
      expect(await draftsLeft()).toBe(0);
      expect(await context.cookies(service.url)).toEqual([]);
      await page.goBack();
      expect(new URL(page.url()).pathname).not.toBe('/f/2');
      await page.close();
    },
    30_000,
  );

  /** The beacon arrives while the browser is already elsewhere: asked again until it has, for two seconds at most. */
  async function draftsLeft(): Promise<number> {
    let left = Infinity;
    for (let look = 0; look < 80 && left > 0; look += 1) {
      await new Promise((resume) => setTimeout(resume, 25));
      const rows = await service.database.query(
        `select application_id from application_answers where field_group = 'draft'`,
      );
      left = rows.length;
    }
    return left;
  }
});

async function pressShift(page: Page): Promise<void> {
  for (let press = 0; press < 3; press += 1) await page.keyboard.press('Shift');
}
