import type { Browser, Page } from 'playwright-core';
import { codeOn } from '../../src/cli/story/applicant.js';
import { openBrowser, PHONE } from '../support/browser.js';
import { openTheatre, type Theatre } from '../support/stage.js';
import { askForHelp } from './applicant-steps.js';
import { Walker } from './walker.js';
import { Watch } from './watch.js';

/** More than any page of the form has places to stop at. */
const STOPS = 40;
/** A proxy that is not there: whatever leads to somebody else ends at the door of this machine. */
const NOWHERE = { server: 'http://127.0.0.1:9', bypass: '127.0.0.1' };

const ORIGIN = 'http://forms.invalid';

/** Everything a page of ours must not be, on one page. */
const WORST = `<!doctype html><html><head><title>Your grant</title><style>p{color:red}</style></head>
<body><h1>Start</h1><img src="https://elsewhere.invalid/a.png"><pre>${'wide '.repeat(200)}</pre>
<script>missing()</script></body></html>`;

// Goal: the other stories can trust that a bad page does not pass.
// Method: one page with every fault, served to the browser by the test itself.
describe('the watch', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());

  it.each([
    [
      'a policy that lets everything in',
      "default-src * 'unsafe-inline'",
      [/asks somebody else: https:\/\/elsewhere\.invalid\/a\.png/, /a script broke: missing/],
    ],
    [
      'a policy that lets nothing in',
      "default-src 'none'",
      [
        /the browser complains: Executing inline script violates/,
        /the browser complains: Loading the image .* violates/,
      ],
    ],
  ])('notices every fault of a page under %s', async (_, policy, own) => {
    const watch = new Watch(browser, ORIGIN);
    const page = await watch.open('applicant', PHONE);
    const headers = { 'content-security-policy': policy };
    await page.route('**/*', (route) =>
      route.request().url().startsWith(ORIGIN)
        ? route.fulfill({ body: WORST, contentType: 'text/html', headers })
        : route.abort(),
    );
    await page.goto(`${ORIGIN}/survivors`);
    await watch.look(page, 'applicant');
    const faults = [
      ...own,
      /the title tells: Your grant/,
      /the address tells/,
      /pixels wider than the window/,
      /html-has-lang/,
      /image-alt/,
      /came unpacked/,
    ];
    await expect(watch.heavierThan('applicant', 10)).resolves.toEqual([
      expect.objectContaining({ path: '/survivors' }),
    ]);
    expect(faults.filter((fault) => !watch.problems.some((one) => fault.test(one)))).toEqual([]);
    await page.context().close();
  });
});

// Goal: somebody without a mouse, with a printer, or with scripts off is served as well as anybody.
// Method: a real browser, driven by its keyboard, printed, and left.
describe('the form in the hands of an applicant', () => {
  let theatre: Theatre;
  let browser: Browser;
  beforeAll(async () => {
    [theatre, browser] = await Promise.all([openTheatre(), openBrowser()]);
  });
  afterAll(async () => {
    await browser.close();
    await theatre.stop();
  });

  it('can be filled in with the keyboard alone, up to the code', async () => {
    const page = await new Watch(browser, theatre.url).open('applicant', PHONE);
    await page.goto(theatre.url);
    const hands = new Keyboard(page);
    await hands.enter('Start');
    await hands.enter('Continue');
    for (const choice of ['This is me', 'Me', 'Rent or a safe place']) {
      await hands.tick(choice);
      await hands.enter('Continue');
    }
    await hands.type('About how much do you need?', '180');
    await hands.type('What should we call you?', 'Sam');
    await hands.tick('Do not contact me');
    await hands.enter('Continue');
    await hands.enter('Continue');
    await hands.tick('Not sure yet');
    for (let skipped = 0; skipped < 4; skipped += 1) await hands.enter('Continue');
    await hands.type('Choose a PIN', '470915');
    expect(codeOn(await page.locator('main').innerText())).toMatch(/^\d{16}$/);
    expect(hands.hidden).toEqual([]);
    await page.context().close();
  });

  it('prints the code and what comes next, without the frame of the site', async () => {
    const watch = new Watch(browser, theatre.url, false);
    const page = await watch.open('applicant', PHONE);
    const walker = new Walker(page, 'applicant', watch, theatre.url);
    const { code } = await askForHelp(walker, '190');
    await page.emulateMedia({ media: 'print' });
    const printed = await page.locator('body').innerText();
    expect(codeOn(printed)).toBe(code);
    expect(printed).toContain('What happens next');
    expect(await page.locator('.code').isVisible()).toBe(true);
    for (const frame of ['.top', 'footer', '.btns', '#leave'])
      expect(await page.locator(frame).first().isVisible()).toBe(false);
    expect(printed).not.toMatch(/https?:|127\.0\.0\.1|fund|survivor/i);
    await page.context().close();
  });

  it('is left by one press without scripts, and Back shows none of it', async () => {
    const context = await browser.newContext({
      ...PHONE,
      javaScriptEnabled: false,
      proxy: NOWHERE,
    });
    const page = await context.newPage();
    await page.goto(`${theatre.url}/f/1`);
    await page.click('main button');
    await page.getByLabel('This is me').check();
    await page.click('main button');
    expect(await context.cookies(theatre.url)).not.toEqual([]);
    const elsewhere = page.waitForEvent('requestfailed', (request) =>
      request.url().startsWith('https://www.weather.gov/'),
    );
    await page.click('#leave');
    await elsewhere;
    expect(await context.cookies(theatre.url)).toEqual([]);
    for (let back = 0; back < 2; back += 1) {
      await page.goBack();
      expect(page.url()).toBe(`${theatre.url}/?ended=1`);
      expect(await page.locator('body').innerText()).not.toMatch(/Who is filling|Can I ask/);
    }
    await context.close();
  });
});

/** Only Tab, Space, Enter and letters. Notices every stop that cannot be seen. */
class Keyboard {
  readonly hidden: string[] = [];

  constructor(private readonly page: Page) {}

  /** Goes to the button or link of this name and presses Enter. */
  async enter(name: string): Promise<void> {
    await this.tabTo(name);
    await this.submit();
  }

  async tick(name: string): Promise<void> {
    await this.tabTo(name);
    await this.page.keyboard.press('Space');
  }

  /** Types into the field of this name and sends the page from there. */
  async type(name: string, text: string): Promise<void> {
    await this.tabTo(name);
    await this.page.keyboard.type(text);
    await this.submit();
  }

  private async submit(): Promise<void> {
    const moved = this.page.waitForEvent('framenavigated');
    await this.page.keyboard.press('Enter');
    await moved;
    await this.page.waitForLoadState('load');
  }

  /** Presses Tab until the focus stands on this name, or in its group; there the arrow moves on. */
  private async tabTo(name: string): Promise<void> {
    const seen: string[] = [];
    let key = 'Tab';
    for (let stop = 0; stop < STOPS; stop += 1) {
      await this.page.keyboard.press(key);
      const focused = await this.page.evaluate<Focus>(LOOK_AT_FOCUS);
      seen.push(focused.name);
      if (!focused.isVisible) this.hidden.push(`${this.page.url()} ${focused.name}`);
      if (focused.name.startsWith(name)) return;
      key = focused.group.some((one) => one.startsWith(name)) ? 'ArrowDown' : 'Tab';
    }
    throw new Error(`No stop is called ${name}, only ${seen.join(', ')}.`);
  }
}

interface Focus {
  readonly name: string;
  /** The choices of which one can be taken, when the focus stands on one of them. */
  readonly group: readonly string[];
  readonly isVisible: boolean;
}

/** The name of what has the focus, its group, and whether its ring is drawn and nothing lies over it. */
const LOOK_AT_FOCUS = `(() => {
  const focused = document.activeElement;
  const nameOf = (element) => (element.labels?.[0] ?? element).textContent.trim();
  const group = focused.type === 'radio' ? [...focused.form.elements[focused.name]] : [];
  const box = focused.getBoundingClientRect();
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return {
    name: nameOf(focused),
    group: group.map(nameOf),
    isVisible: focused.contains(top) && getComputedStyle(focused).outlineStyle !== 'none',
  };
})()`;
