import type {
  Browser,
  BrowserContext,
  BrowserContextOptions,
  Page,
  Request,
} from 'playwright-core';
import { barriersByDayAndNight } from '../support/accessibility.js';
import { overflow } from '../support/browser.js';

/** Words a title never holds: it stays in the history and on the task bar. An applicant's address holds none of the second. */
const TELLING: Readonly<Record<Audience, RegExp>> = {
  applicant:
    /fund|grant|money|payment|bank|cash|aid\b|relief|resilien|traffick|survivor|victim|abuse|violence|shelter|rescue/i,
  staff: /traffick|survivor|victim|abuse|violence|shelter|rescue|resilien/i,
};

/** A page that is not there after this long does not come. */
const PATIENCE_MS = 15_000;

/** Who a page is for. */
export type Audience = 'applicant' | 'staff';

/** What one page weighed on the wire: headers and body, compressed as they came. */
export interface Weight {
  readonly audience: Audience;
  readonly path: string;
  readonly bytes: number;
}

/**
 * Looks over the shoulder of everybody who browses: every request, every complaint of the browser, and every page
 * somebody stops at. Problems are collected, so that one walk reports all of them.
 */
export class Watch {
  readonly problems: string[] = [];
  readonly weights: Weight[] = [];
  /** Names of the pages that were judged by the rules of accessibility. */
  readonly judged = new Set<string>();
  private readonly measuring: Promise<void>[] = [];

  constructor(
    private readonly browser: Browser,
    private readonly origin: string,
    /** Off, the rules of accessibility are left out: they are scripts that look from inside the page. */
    private readonly hasScripts = true,
  ) {}

  /** A window of its own for one person; everything in it is watched. */
  async open(audience: Audience, options: BrowserContextOptions): Promise<Page> {
    // Colours change at once, so that they can be measured right after.
    const context = await this.browser.newContext({
      ...options,
      javaScriptEnabled: this.hasScripts,
      reducedMotion: 'reduce',
    });
    this.listen(context, audience);
    context.setDefaultTimeout(PATIENCE_MS);
    return context.newPage();
  }

  /** Judges the page in front of somebody. `state` tells pages of one address and one heading apart. */
  async look(page: Page, audience: Audience, state = ''): Promise<void> {
    const name = [nameOf(page.url()), await headingOf(page), state].filter(Boolean).join(' ');
    const title = await page.title();
    if (TELLING[audience].test(title)) this.note(name, `the title tells: ${title}`);
    if (audience === 'applicant' && TELLING.staff.test(page.url()))
      this.note(name, 'the address tells');
    const wide = await overflow(page);
    if (wide > 0) this.note(name, `${String(wide)} pixels wider than the window`);
    if (this.hasScripts) await this.judge(page, name);
  }

  /** Pages of an audience heavier than this; waits until everything is weighed. */
  async heavierThan(audience: Audience, bytes: number): Promise<Weight[]> {
    await Promise.all(this.measuring);
    const own = this.weights.filter((weight) => weight.audience === audience);
    if (own.length === 0) throw new Error(`No page for the ${audience} was weighed.`);
    return own.filter((weight) => weight.bytes > bytes);
  }

  private listen(context: BrowserContext, audience: Audience): void {
    context.on('request', (request) => {
      const { origin, protocol, href } = new URL(request.url());
      if (protocol !== 'data:' && origin !== this.origin)
        this.note(request.frame().url(), `asks somebody else: ${href}`);
    });
    // A policy that was violated, a script that broke and a missing file are all told here.
    context.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning')
        this.note(message.page()?.url() ?? 'a page', `the browser complains: ${message.text()}`);
    });
    context.on('weberror', (broken) => {
      this.note(broken.page()?.url() ?? 'a page', `a script broke: ${broken.error().message}`);
    });
    context.on('requestfinished', (request) => {
      if (request.isNavigationRequest()) this.measuring.push(this.weigh(request, audience));
    });
  }

  private async weigh(request: Request, audience: Audience): Promise<void> {
    const answer = await request.response();
    const type = await answer?.headerValue('content-type');
    if (answer?.ok() !== true || type?.startsWith('text/html') !== true) return;
    const name = nameOf(request.url());
    if ((await answer.headerValue('content-encoding')) !== 'br') this.note(name, 'came unpacked');
    const { responseHeadersSize, responseBodySize } = await request.sizes();
    this.weights.push({ audience, path: name, bytes: responseHeadersSize + responseBodySize });
  }

  /** Each kind of page once: all rules by day, contrast once more by night. */
  private async judge(page: Page, name: string): Promise<void> {
    if (this.judged.has(name)) return;
    this.judged.add(name);
    for (const barrier of await barriersByDayAndNight(page, 'AA')) this.note(name, barrier);
  }

  private note(where: string, what: string): void {
    this.problems.push(`${where.startsWith('http') ? nameOf(where) : where}: ${what}`);
  }
}

/** The first heading, without what differs from one request to the next. */
async function headingOf(page: Page): Promise<string> {
  const heading = await page.locator('h1').first().innerText();
  return heading.replaceAll(/R-[0-9A-Z]{6}/g, 'R').replaceAll(/\$[\d.,]+|\b\d+\b/g, 'N');
}

/** The address without the ids in it, so that pages of one kind share a name. */
const nameOf = (url: string): string =>
  new URL(url).pathname.replaceAll(/\b[a-z]{3}_[0-9a-z]+|(?<=entries\/)\d+/g, ':id');
