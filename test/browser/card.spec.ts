import type { Browser } from 'playwright-core';
import { openBrowser, PHONE } from '../support/browser.js';
import type { Theatre } from '../support/stage.js';
import { openCardTheatre, paidByCard, spendAt, type CardHolder } from '../payouts/card-theatre.js';

// Goal: on a phone the number stands in the company's frames; without scripts she is told, and nothing is switched on.
describe('The number of a card on a phone', () => {
  let theatre: Theatre;
  let browser: Browser;
  let her: CardHolder;
  beforeAll(async () => {
    [theatre, browser] = await Promise.all([openCardTheatre(), openBrowser()]);
    her = await paidByCard(theatre, '330.00');
  });
  afterAll(async () => {
    await browser.close();
    await theatre.stop();
  });

  it.each([false, true])('with scripts: %s', async (javaScriptEnabled) => {
    const context = await browser.newContext({ ...PHONE, javaScriptEnabled });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    await page.goto(`${theatre.url}/code`);
    await page.fill('[name=code]', her.wayBack.code);
    await page.fill('[name=pin]', her.wayBack.pin);
    await page.click('main button');
    await page.click('main a[href="/s/4"]');
    await page.fill('[name=pin]', her.wayBack.pin);
    await page.getByRole('button', { name: 'Show the number' }).click();
    if (javaScriptEnabled) {
      const number = page.frameLocator('#card-number iframe').locator('code');
      await number.waitFor();
      expect((await number.innerText()).replaceAll(' ', '')).toMatch(/^\d{16}$/);
      expect(await page.getByText('does not run scripts').isVisible()).toBe(false);
    } else {
      expect(await page.getByText('does not run scripts').isVisible()).toBe(true);
    }
    expect(spendAt(theatre, her.payout, 100)).toBe(javaScriptEnabled);
    const width = await page.evaluate<number>('document.body.scrollWidth');
    expect(width).toBeLessThanOrEqual(360);
    expect(complaints).toEqual([]);
    await context.close();
  });
});
