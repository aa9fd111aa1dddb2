/** A page as a visitor gets it. */
export interface Page {
  readonly status: number;
  readonly path: string;
  readonly html: string;
  readonly headers: Headers;
  /** What a person reads: tags gone, entities and white space settled. */
  readonly text: string;
}

type Fields = Readonly<Record<string, string | readonly string[]>>;

/**
 * Somebody with a browser that runs no scripts: keeps cookies, follows redirects, and sends the form that is on
 * the page with its hidden fields, as a person would.
 */
export class Visitor {
  private readonly cookies = new Map<string, string>();
  private current: Page | undefined;

  constructor(
    private readonly origin: string,
    private readonly language = 'en',
  ) {}

  /** The page in front of the visitor. */
  get page(): Page {
    if (!this.current) throw new Error('The visitor has not opened a page yet.');
    return this.current;
  }

  get cookieNames(): string[] {
    return [...this.cookies.keys()];
  }

  async open(path: string): Promise<Page> {
    return this.request('GET', path);
  }

  /** Fills in and sends the form of the page whose action contains `action` (the first form when empty). */
  async send(fields: Fields = {}, action = ''): Promise<Page> {
    const form = formsOf(this.page).find((candidate) => candidate.action.includes(action));
    if (!form)
      throw new Error(
        `${this.page.path} has no form for ${action}: ${this.page.text.slice(0, 400)}`,
      );
    return this.post(form.action, { ...form.filled, ...fields });
  }

  /** Follows the first link whose address contains `href`. */
  async follow(href: string): Promise<Page> {
    const links = [...this.page.html.matchAll(/<a\b[^>]*\bhref="([^"]*)"/g)].map((match) =>
      plain(match[1] ?? ''),
    );
    const found = links.find((link) => link.includes(href));
    if (found === undefined) throw new Error(`${this.page.path} has no link to ${href}`);
    return this.open(found);
  }

  /** Sends exactly these fields, whatever the page holds. */
  async post(path: string, fields: Fields): Promise<Page> {
    const body = new URLSearchParams();
    for (const [name, value] of Object.entries(fields)) {
      for (const one of typeof value === 'string' ? [value] : value) body.append(name, one);
    }
    return this.request('POST', path, {
      body: body.toString(),
      type: 'application/x-www-form-urlencoded',
    });
  }

  /** One raw request, then the redirects it leads to. */
  async request(
    method: 'GET' | 'POST',
    path: string,
    content?: { body: string; type: string },
  ): Promise<Page> {
    const target = new URL(path, this.origin);
    const answer = await fetch(target, {
      method,
      redirect: 'manual',
      headers: {
        'accept-language': this.language,
        cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(content ? { 'content-type': content.type, origin: this.origin } : {}),
      },
      ...(content ? { body: content.body } : {}),
    });
    this.keepCookies(answer.headers);
    const location = answer.headers.get('location');
    const html = await answer.text();
    // The way out leads to somebody else's site: a visitor of ours stops at the door.
    if (location?.startsWith('/') === true) return this.request('GET', location);
    this.current = {
      status: answer.status,
      path: target.pathname + target.search,
      html,
      headers: answer.headers,
      text: textOf(html),
    };
    return this.current;
  }

  private keepCookies(headers: Headers): void {
    for (const line of headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const [name = '', ...value] = pair.split('=');
      if (/expires=thu, 01 jan 1970|max-age=0/i.test(line)) this.cookies.delete(name);
      else this.cookies.set(name, value.join('='));
    }
  }
}

interface Form {
  readonly action: string;
  readonly filled: Record<string, string | string[]>;
}

/** Forms with their hidden fields and what is already filled in, as a browser would send them. */
function formsOf(page: Page): Form[] {
  return [...page.html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/g)].map(
    ([, head = '', body = '']) => ({
      action: attribute(head, 'action') ?? page.path,
      filled: filledIn(body),
    }),
  );
}

function filledIn(html: string): Record<string, string | string[]> {
  const fields: Record<string, string | string[]> = {};
  for (const [tag] of html.matchAll(/<input\b[^>]*>/g)) addInput(fields, tag);
  for (const [, name = '', value = ''] of html.matchAll(TEXT_BOX)) fields[name] = plain(value);
  for (const [, name = '', options = ''] of html.matchAll(SELECT)) fields[name] = chosenIn(options);
  return fields;
}

const TEXT_BOX = /<textarea\b[^>]*\bname="([^"]*)"[^>]*>([\s\S]*?)<\/textarea>/g;
const SELECT = /<select\b[^>]*\bname="([^"]*)"[^>]*>([\s\S]*?)<\/select>/g;

function chosenIn(options: string): string {
  const chosen =
    /<option\b[^>]*\bselected\b[^>]*>/.exec(options) ?? /<option\b[^>]*>/.exec(options);
  return attribute(chosen?.[0] ?? '', 'value') ?? '';
}

const CHOICES: readonly (string | undefined)[] = ['checkbox', 'radio'];
const BUTTONS: readonly (string | undefined)[] = ['submit', 'button'];

function addInput(fields: Record<string, string | string[]>, tag: string): void {
  const name = attribute(tag, 'name');
  const type = attribute(tag, 'type');
  const isLeftOut = CHOICES.includes(type) && !/\bchecked\b/.test(tag);
  if (name === undefined || BUTTONS.includes(type) || isLeftOut) return;
  const value = attribute(tag, 'value') ?? (CHOICES.includes(type) ? 'on' : '');
  const before = type === 'radio' ? undefined : fields[name];
  fields[name] = before === undefined ? value : [before, value].flat();
}

function attribute(tag: string, name: string): string | undefined {
  const value = new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1];
  return value === undefined ? undefined : plain(value);
}

function textOf(html: string): string {
  const body = html.replace(/<(style|script)\b[\s\S]*?<\/\1>/g, ' ').replace(/<[^>]+>/g, ' ');
  return plain(body).replace(/\s+/g, ' ').trim();
}

function plain(text: string): string {
  return text
    .replace(/&#x([0-9a-f]+);/gi, (_, code: string) => String.fromCodePoint(parseInt(code, 16)))
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#x27;', "'")
    .replaceAll('&amp;', '&');
}
