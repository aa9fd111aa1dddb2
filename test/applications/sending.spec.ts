import { Intake } from '#applications';
import { minutes } from '#kernel';
import { startService, type RunningService } from '../support/service.js';
import { codeOn, comeBack, openProgramme, PIN, sendRequest, walkTo } from './support.js';

/**
 * Goal: pressing the button sends one request and shows one code, whatever the finger or the network does.
 * Method: press twice, at once and one after the other; come back later; try forms of other visits.
 */
describe('sending a request', () => {
  let service: RunningService;
  beforeAll(async () => {
    service = await startService();
    await openProgramme(service);
  }, 60_000);
  afterAll(() => service.stop());
  // The clock stands still by itself: a second apart, "the newest" is one request.
  beforeEach(() => {
    service.clock.advance(1_000);
  });

  const sent = async (): Promise<number> =>
    (await service.database.query('select id from application where submitted_at is not null'))
      .length;

  it('pressed twice at once sends once and shows the same code', async () => {
    const before = await sent();
    const visitor = service.visitor();
    await walkTo(visitor, '/f/14');
    const { html } = visitor.page;
    const fields = { _form: hidden(html, '_form'), key: hidden(html, 'key'), pin: PIN };
    const pages = await Promise.all(Array.from({ length: 4 }, () => visitor.post('/f/14', fields)));
    const codes = new Set(pages.map(codeOn));
    expect(codes.size).toBe(1);
    expect(await sent()).toBe(before + 1);
    const again = await visitor.post('/f/14', fields);
    expect(codeOn(again)).toBe([...codes][0]);
    expect(await sent()).toBe(before + 1);
    const facts = await service.database.query(
      `select subject from audit_event where act = 'ApplicationSubmitted'`,
    );
    expect(facts).toHaveLength(before + 1);
  });

  it('the code is kept nowhere in the clear and goes with the visit', async () => {
    const visitor = service.visitor();
    const code = await sendRequest(visitor);
    await visitor.open('/f/14');
    expect(codeOn(visitor.page)).toBe(code);
    // The page leads on; from then on the code is hers alone.
    await visitor.follow('/code');
    await visitor.open('/f/14');
    expect(visitor.page.path).toBe('/?ended=1');
    const left = await service.database.query(
      `select application_id from application_answers s join application a on a.id = s.application_id
       where s.field_group = 'draft' and a.submitted_at is not null and a.id =
         (select id from application order by created_at desc limit 1)`,
    );
    expect(left).toEqual([]);
    await comeBack(visitor, code);
  });

  it('a code page left open is forgotten after an hour, and the request stays sent', async () => {
    const visitor = service.visitor();
    const code = await sendRequest(visitor);
    service.clock.advance(minutes(61));
    await service.get(Intake).purgeDrafts(service.clock.now());
    await visitor.open('/f/14');
    expect(visitor.page.path).toBe('/?ended=1');
    const [row] = await service.database.query<{ state: string }>(
      'select state from application order by created_at desc limit 1',
    );
    expect(row?.state).toBe('submitted');
    await comeBack(service.visitor(), code);
  });

  it('a form of another visit is refused and sends nothing', async () => {
    const one = service.visitor();
    await walkTo(one, '/f/14');
    const stale = { ...formOf(one.page.html), pin: PIN };
    const other = service.visitor();
    await walkTo(other, '/f/14');
    const before = await sent();
    const refused = await other.post('/f/14', stale);
    expect(refused.status).toBe(403);
    expect(refused.text).toContain('This form belongs to an earlier visit');
    const mixed = await other.post('/f/14', {
      ...stale,
      _form: hidden(await formHtml(other), '_form'),
    });
    expect(mixed.status).toBe(409);
    expect(await sent()).toBe(before);
  });

  it('nothing is sent while a required answer is missing, and the page says which', async () => {
    const visitor = service.visitor();
    await visitor.open('/f/1');
    await visitor.send();
    await visitor.open('/f/14');
    expect(visitor.page.path).toBe('/f/13');
    expect(visitor.page.text).toContain('Question 4 needs an answer');
    await visitor.send();
    expect(visitor.page.status).toBe(422);
    await visitor.follow('/f/10?c=1');
    expect(visitor.page.text).toContain('Question 10 of 12');
  });

  it.each([
    ['12345', 'The PIN must have 6 digits'],
    ['abcdef', 'The PIN must have 6 digits'],
    ['121212', 'does not repeat the same numbers'],
    ['000000', 'does not repeat the same numbers'],
    ['123456', 'not a row like 123456'],
    ['987654', 'not a row like 123456'],
    ['', 'Write a PIN of 6 digits'],
  ])('the PIN %p is refused with a reason and never written back', async (pin, reason) => {
    const visitor = service.visitor();
    await walkTo(visitor, '/f/14');
    await visitor.send({ pin });
    expect(visitor.page.status).toBe(422);
    expect(visitor.page.text).toContain(reason);
    expect(visitor.page.html).toContain('name="pin" type="text" value=""');
  });

  it('a PIN in full-width or Arabic digits, with spaces, is the same PIN', async () => {
    const visitor = service.visitor();
    await walkTo(visitor, '/f/14');
    await visitor.send({ pin: '４８２ ٩١٥' });
    const code = codeOn(visitor.page);
    await comeBack(visitor, code);
  });

  it('a wrong code, a wrong PIN and a mistyped code read the same, and the code typed is kept', async () => {
    const visitor = service.visitor();
    const code = await sendRequest(visitor);
    const sentence = 'That code did not work. Check the numbers';
    for (const fields of [
      { code, pin: '111222' },
      { code: '1234 5678 9012 3452', pin: PIN },
      { code: '1111', pin: PIN },
    ]) {
      await visitor.open('/code');
      await visitor.send(fields);
      expect(visitor.page.status).toBe(422);
      expect(visitor.page.text).toContain(sentence);
      expect(visitor.page.html).toContain(`value="${fields.code}"`);
      expect(visitor.page.html).not.toContain(fields.pin);
    }
  });

  it('after five wrong PINs the page says how many minutes to wait', async () => {
    const visitor = service.visitor('es');
    const code = await sendRequest(visitor);
    for (let wrong = 0; wrong < 6; wrong += 1) {
      await visitor.open('/code');
      await visitor.send({ code, pin: '111222' });
    }
    expect(visitor.page.text).toMatch(/Espere \d+ minutos/);
  });
});

const hidden = (html: string, name: string): string =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? '';

const formOf = (html: string): Record<string, string> => ({
  _form: hidden(html, '_form'),
  key: hidden(html, 'key'),
});

async function formHtml(visitor: {
  open(path: string): Promise<{ html: string }>;
}): Promise<string> {
  return (await visitor.open('/f/14')).html;
}
