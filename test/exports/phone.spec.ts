import type { Browser } from 'playwright-core';
import { currentDemoCode, DemoPeople, DEMO_PASSWORD } from '#identity';
import { DESK, openBrowser, overflow, PHONE } from '../support/browser.js';
import { startService, type RunningService } from '../support/service.js';

describe('the page of exports on a phone and at a desk', () => {
  let service: RunningService;
  let browser: Browser;

  beforeAll(async () => {
    service = await startService();
    await service.get(DemoPeople).seed();
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await service.stop();
  });

  it.each([
    ['phone', PHONE],
    ['desk', DESK],
  ] as const)('%s: never wider than the window, with a file and without', async (name, size) => {
    const context = await browser.newContext({ ...size, baseURL: service.url });
    const page = await context.newPage();
    service.clock.advance(60_000);
    await page.goto('/sign-in');
    await page.getByLabel('E-mail').fill('auditor@demo.invalid');
    await page.getByLabel('Password').fill(DEMO_PASSWORD);
    const code = currentDemoCode('auditor@demo.invalid', service.clock.now());
    await page.getByLabel('Code').fill(code);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.goto('/audit/exports');
    expect(await overflow(page)).toBe(0);
    await page.getByLabel('Excel workbook').check();
    await page.getByRole('button', { name: 'Make the file' }).click();
    await service.drain();
    await page.getByRole('link', { name: 'Look again' }).click();
    expect(await page.getByRole('link', { name: 'Download' }).count()).toBeGreaterThan(0);
    expect(await overflow(page)).toBe(0);
    const folder = process.env['SHOW'];
    if (folder !== undefined)
      await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
    await context.close();
  });
});
