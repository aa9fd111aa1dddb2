import { startService, type RunningService } from '../support/service.js';
import { openProgramme, walkTo } from './support.js';

/**
 * Goal: whatever is typed or sent, a clear sentence in the person's language, her typing kept, nothing half saved.
 * Method: one table per question, then requests that no browser makes.
 */
describe('bad input', () => {
  let service: RunningService;
  beforeAll(async () => {
    service = await startService();
    await openProgramme(service);
  }, 60_000);
  afterAll(() => service.stop());

  it.each([
    '$1,2.5',
    '１００',
    '-5',
    '1e3',
    '1.2.3',
    'abc',
    '0',
    '19.99',
    '12,34',
    '1 000 000 000 000 000',
    '٤٥٠',
    "450'--",
  ])('the amount %p is refused in both languages, kept, and not saved', async (amount) => {
    for (const [language, sentence] of [
      ['en', 'Enter an amount between $20 and $1,000, like 250'],
      ['es', 'Escriba una cantidad entre $20 y $1,000, por ejemplo 250'],
    ] as const) {
      const visitor = service.visitor(language);
      await walkTo(visitor, '/f/5');
      const page = await visitor.send({ amount });
      expect(page.status).toBe(422);
      // The same words in the summary and at the field, and the summary leads to it.
      expect(page.text.split(sentence)).toHaveLength(3);
      expect(page.html).toContain('<a href="#amount">');
      expect(page.html).toContain(`value="${escaped(amount)}"`);
      expect(page.html).toMatch(/<title>Error: /);
      await visitor.open('/f/5');
      expect(visitor.page.html).toContain('name="amount" type="text" value=""');
    }
  });

  it('an amount over the limit is no dead end: the most can be asked for with one press', async () => {
    const visitor = service.visitor();
    await walkTo(visitor, '/f/5');
    await visitor.send({ amount: '5,000' });
    expect(visitor.page.text).toContain('The most we can send is $1,000. You can ask for that now');
    const { html } = visitor.page;
    expect(html).toContain('name="amount" value="1000"');
    await visitor.post('/f/5', {
      _form: /name="_form" value="([^"]*)"/.exec(html)?.[1] ?? '',
      amount: '1000',
    });
    expect(visitor.page.path).toBe('/f/6');
  });

  it.each(['Ana María', 'O’Brien', '李雷', 'محمد', 'שרה', '🌻', 'e\u0301', 'x'.repeat(60)])(
    'the name %p is taken as it is',
    async (name) => {
      const visitor = service.visitor();
      await walkTo(visitor, '/f/6');
      await visitor.send({ name });
      expect(visitor.page.path).toBe('/f/7');
      await visitor.open('/f/6');
      expect(visitor.page.html).toContain(`value="${escaped(name)}"`);
    },
  );

  const refused: readonly (readonly [string, Record<string, string | string[]>, string])[] = [
    ['/f/2', {}, 'Choose one answer'],
    ['/f/2', { fits: 'perhaps' }, 'Choose one answer'],
    ['/f/3', {}, 'Choose one answer'],
    ['/f/3', { who: 'advocate' }, 'Mark that they know about this and said yes'],
    ['/f/4', {}, 'Choose at least one thing you need help with'],
    ['/f/4', { needs: ['housing', 'rockets'] }, 'Choose at least one thing you need help with'],
    ['/f/4', { needs: 'other', other: 'y'.repeat(101) }, 'This is too long. Use fewer letters'],
    ['/f/6', { name: '   ' }, 'Write a name we can use. It can be any name'],
    ['/f/6', { name: 'z'.repeat(61) }, 'Write a shorter name, up to 60 letters'],
    ['/f/7', {}, 'Choose how we can contact you, or choose “Do not contact me”'],
    [
      '/f/7',
      { ways: ['sms', 'none'] },
      'Choose a way to contact you or “Do not contact me”, not both',
    ],
    ['/f/9', { word: 'Marigold testname' }, 'Choose another word'],
    ['/f/9', { word: '1234 5678' }, 'Choose another word'],
    ['/f/10', {}, 'Choose how you would like to get the money'],
    ['/f/10', { rail: 'briefcase' }, 'Choose how you would like to get the money'],
    ['/f/12', { words: 'w'.repeat(501) }, 'This is too long. Please make it shorter'],
  ];

  it.each(refused)(
    '%s with %j is refused with a sentence and kept',
    async (path, fields, sentence) => {
      const visitor = service.visitor();
      await walkTo(visitor, path);
      const page = await visitor.send(fields);
      expect(page.status).toBe(422);
      expect(page.path).toBe(path);
      expect(page.text.split(sentence).length).toBeGreaterThanOrEqual(3);
      for (const value of Object.values(fields).flat()) {
        if (value.trim().length > 40) expect(page.html).toContain(value.trim());
      }
    },
  );

  it.each([
    ['1', '12', 'Write a phone number, like 202 555 0123'],
    ['1', 'call me', 'Write a phone number, like 202 555 0123'],
    ['3', 'not-an-address', 'Write an email like name@example.com'],
    ['5', '', 'Write the address, up to 300 letters'],
  ])('contact page %s refuses %p and keeps it', async (part, value, sentence) => {
    const visitor = service.visitor();
    await walkTo(visitor, '/f/7');
    await visitor.send({ ways: ['sms', 'email', 'letter'] });
    await visitor.open(`/f/7/${part}`);
    const page = await visitor.send({ value });
    expect(page.status).toBe(422);
    expect(page.text).toContain(sentence);
    if (value !== '') expect(page.html).toContain(`value="${value}"`);
  });

  it('an unknown field is refused, the rest kept, nothing saved', async () => {
    const visitor = service.visitor('es');
    await walkTo(visitor, '/f/6');
    const page = await visitor.send({ name: 'Rosa', isAdmin: 'true' });
    expect(page.status).toBe(422);
    expect(page.text).toContain('Este formulario no llegó como esperamos');
    expect(page.html).toContain('value="Rosa"');
    await visitor.open('/f/6');
    expect(visitor.page.html).not.toContain('value="Rosa"');
  });

  it('null bytes and control characters are refused and not shown back', async () => {
    const visitor = service.visitor();
    await walkTo(visitor, '/f/6');
    const page = await visitor.send({ name: 'Ro\u0000sa\u0007' });
    expect(page.status).toBe(422);
    expect(page.html).toContain('value="Rosa"');
  });

  it.each([
    ['application/json', '{"name":"Rosa"}', 415],
    ['text/plain', 'name=Rosa', 415],
    ['multipart/form-data; boundary=x', '--x--', 415],
    ['application/x-www-form-urlencoded', `name=${'a'.repeat(70_000)}`, 413],
  ])('a body of type %s is answered by a page of ours', async (type, body, status) => {
    const visitor = service.visitor('es');
    await walkTo(visitor, '/f/6');
    const page = await visitor.request('POST', '/f/6', { body, type });
    expect(page.status).toBe(status);
    expect(page.text).toContain('No se guardó nada');
    expect(page.html).not.toMatch(/at .*\.(ts|js):\d|Error:.*\n|FST_/);
    await visitor.open('/f/6');
    expect(visitor.page.status).toBe(200);
  });

  it.each(['/f/0', '/f/15', '/f/99', '/f/x', '/f/7/6', '/f/7/0', '/f/7/%00', '/s/..%2f', '/f/6/6'])(
    'the made-up address %s is a page that does not exist, or a door',
    async (path) => {
      const visitor = service.visitor();
      await walkTo(visitor, '/f/6');
      await visitor.open(path);
      expect([400, 404, 200]).toContain(visitor.page.status);
      if (visitor.page.status === 200) expect(visitor.page.path).toBe('/code?ended=1');
      expect(visitor.page.text).not.toContain(path);
      expect(visitor.page.html).not.toMatch(/at .*\.(ts|js):\d/);
    },
  );

  it('a form posted by another site is refused before anything is read', async () => {
    const answer = await fetch(`${service.url}/f/1`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'sec-fetch-site': 'cross-site', origin: 'https://example.org' },
    });
    expect(answer.status).toBe(403);
    expect(answer.headers.getSetCookie()).toEqual([]);
  });

  it('a form sent after the visit has ended leads to a blank start that says so', async () => {
    const visitor = service.visitor();
    await walkTo(visitor, '/f/6');
    const { html } = visitor.page;
    await visitor.open('/');
    const page = await visitor.post('/f/6', {
      _form: /name="_form" value="([^"]*)"/.exec(html)?.[1] ?? '',
      name: 'Rosa',
    });
    expect(page.path).toBe('/?ended=1');
    expect(page.html).not.toContain('Rosa');
  });
});

/** As Handlebars writes it into an attribute. */
const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll("'", '&#x27;').replaceAll('"', '&quot;');
