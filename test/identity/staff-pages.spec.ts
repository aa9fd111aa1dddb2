import type { Browser, Page } from 'playwright-core';
import { DEMO_PASSWORD, People, currentDemoCode, type FirstSignIn, totpCode } from '#identity';
import { minutes } from '#kernel';
import { barriersOn } from '../support/accessibility.js';
import { DESK, PHONE, openBrowser, overflow } from '../support/browser.js';
import { openStaffDoors, type StaffDoors } from './staff-doors.js';

describe('the pages of signing in, administrators and privacy officers', () => {
  let doors: StaffDoors;
  let browser: Browser;
  let invited: FirstSignIn;
  let reviewerId: string;
  beforeAll(async () => {
    doors = await openStaffDoors();
    const people = doors.get(People);
    invited = await people.invite('system', { email: 'new@demo.invalid', name: 'New Person' });
    reviewerId = (await people.list()).find(({ email }) => email.startsWith('reviewer@'))?.id ?? '';
  });
  afterAll(async () => {
    await doors.stop();
  });

  // The packaged browser runs in one process and ends with its first window.
  beforeEach(async () => {
    browser = await openBrowser();
  });
  afterEach(async () => {
    await browser.close();
  });

  async function signIn(page: Page, email: string, password: string, code: string): Promise<void> {
    await page.goto(`${doors.url}/sign-in`);
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password').fill(password);
    await page.getByLabel('Code').fill(code);
    await page.getByRole('button', { name: 'Sign in' }).click();
  }
  async function asDemo(page: Page, account: string): Promise<void> {
    doors.clock.advance(minutes(1));
    const email = `${account}@demo.invalid`;
    await signIn(page, email, DEMO_PASSWORD, currentDemoCode(email, doors.clock.now()));
  }
  async function problemsOf(page: Page): Promise<string[]> {
    const wide = await overflow(page);
    return [
      ...(await barriersOn(page, 'AAA')).map((barrier) => `${page.url()} ${barrier}`),
      ...(wide > 0 ? [`${page.url()} is ${String(wide)} pixels too wide`] : []),
    ];
  }

  it.each([
    ['a desk in the dark', 'dark', DESK],
    ['a phone in daylight', 'light', PHONE],
  ] as const)(
    'pass every accessibility rule and fit the window: %s',
    async (_, colorScheme, window) => {
      const context = await browser.newContext({ ...window, colorScheme });
      const page = await context.newPage();
      const problems: string[] = [];
      const look = async (path: string): Promise<void> => {
        await page.goto(doors.url + path);
        problems.push(...(await problemsOf(page)));
      };

      await look('/sign-in');
      await page.getByRole('button', { name: 'Sign in' }).click();
      problems.push(...(await problemsOf(page)));

      doors.clock.advance(minutes(1));
      const code = totpCode(invited.totpSecret, doors.clock.now());
      await signIn(page, 'new@demo.invalid', invited.password, code);
      await look('/staff');
      await look('/staff/own-sign-in');
      await page.getByRole('button', { name: 'Use my own sign-in' }).click();
      problems.push(...(await problemsOf(page)));

      await asDemo(page, 'administrator');
      for (const path of [
        '/staff',
        '/admin/people',
        '/admin/people/new',
        `/admin/people/${reviewerId}`,
        `/admin/people/${reviewerId}/suspend`,
        '/admin/roles',
        '/admin/system',
        '/admin/people/per_unknown',
      ]) {
        await look(path);
      }
      await page.goto(`${doors.url}/admin/people/new`);
      await page.getByLabel('Name').fill('Nia Park');
      await page
        .getByLabel('E-mail')
        .fill(`nia-${colorScheme}-${String(window.viewport?.width)}@demo.invalid`);
      await page.getByRole('button', { name: 'Invite' }).click();
      problems.push(...(await problemsOf(page)));

      await asDemo(page, 'privacy');
      await look('/privacy');
      expect(problems).toEqual([]);
    },
    60_000,
  );

  it('show a list on a phone row by row, each value after its heading, with nothing to push sideways', async () => {
    const page = await (await browser.newContext(PHONE)).newPage();
    await asDemo(page, 'administrator');
    await page.goto(`${doors.url}/admin/people`);
    const seen = await page.evaluate(`(() => {
      const list = document.querySelector('.list');
      const cell = list.querySelector('tbody td');
      const { scrollWidth, clientWidth } = list.parentElement;
      return { before: getComputedStyle(cell, '::before').content, pushed: scrollWidth - clientWidth };
    })()`);
    expect(seen).toEqual({ before: '"E-mail: "', pushed: 0 });
  });
});
