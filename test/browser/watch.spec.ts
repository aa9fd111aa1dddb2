import type { Browser } from 'playwright-core';
import { openBrowser, PHONE } from '../support/browser.js';
import { Watch } from './watch.js';

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
