import { startService, type RunningService } from '../support/service.js';
import { codeOn, openProgramme, RAIL, walkTo } from './support.js';

/**
 * Goal: a person asks for help on a phone, in her language, and comes back to see where it stands.
 * Method: the pages only, without scripts, in English and in Spanish; every page that is passed is looked at.
 */
describe('a person asks for help', () => {
  let service: RunningService;
  beforeAll(async () => {
    service = await startService();
    await openProgramme(service);
  }, 60_000);
  afterAll(() => service.stop());

  const languages = [
    {
      language: 'en',
      heading: 'Request help with costs',
      sent: 'We got your request',
      status: 'We will answer by',
      question: 'Question 5 of 12 - Forms',
    },
    {
      language: 'es',
      heading: 'Pedir ayuda para gastos',
      sent: 'Recibimos su solicitud',
      status: 'Le responderemos a más tardar el',
      question: 'Pregunta 5 de 12 - Forms',
    },
  ] as const;

  it.each(languages)('all the way, with every optional answer, in $language', async (expected) => {
    const { language } = expected;
    const visitor = service.visitor(language);
    const seen: { path: string; title: string; html: string }[] = [];
    const look = (): void => {
      const { path, html, status } = visitor.page;
      expect(status).toBe(200);
      seen.push({ path, html, title: /<title>(.*)<\/title>/.exec(html)?.[1] ?? '' });
    };

    await visitor.open('/');
    expect(visitor.page.text).toContain(expected.heading);
    look();
    await visitor.follow('/f/1');
    for (const fields of [
      {},
      { fits: 'unsure' },
      { who: 'with_advocate' },
      { needs: ['housing', 'other'], other: 'Winter coat', when: 'today' },
      { amount: '$ 1,000.00' },
      { name: 'Zoë 🌻 שרה', pronouns: 'she' },
      { ways: ['sms', 'call', 'email', 'advocate', 'letter'] },
      { value: '(202) 555-0142' },
      {},
      { value: 'marigold@example.org' },
      { value: 'Rosa at the clinic, 202 555 0155' },
      { value: '12 Elm Street' },
      { windows: ['weekday_morning', 'weekend_evening'], voicemail: 'yes', shared: 'no' },
      { word: 'maple', ask: 'yes' },
      { rail: RAIL },
      { voucher: 'yes', worker: 'Rosa', agency: 'Clinic' },
      { words: 'It is for <me> & my son' },
    ]) {
      look();
      await visitor.send(fields);
    }
    expect(visitor.page.path).toBe('/f/13');
    look();
    expect(visitor.page.text).toContain('$1,000');
    expect(visitor.page.text).toContain('Zoë 🌻 שרה, she');
    expect(visitor.page.text).toContain('•••• 0142');
    expect(visitor.page.text).toContain('m•••@example.org');
    expect(visitor.page.text).not.toContain('202) 555');
    expect(visitor.page.text).not.toContain('maple');
    expect(visitor.page.html).toContain('It is for &lt;me&gt; &amp; my son');
    await visitor.send();
    look();
    await visitor.send({ pin: '482915' });
    look();
    expect(visitor.page.text).toContain(expected.sent);
    const code = codeOn(visitor.page);

    await visitor.follow('/code');
    look();
    await visitor.send({ code: ` ${code.replaceAll(' ', '-')} `, pin: '482915' });
    look();
    expect(visitor.page.path).toBe('/s');
    expect(visitor.page.text).toContain(expected.status);
    // What she told us is never shown again, not even to her: somebody else may hold the phone.
    expect(visitor.page.text).not.toMatch(/Zoë|Winter coat|1,000|Elm/);

    expect(seen.map(({ title }) => title)).toContain(expected.question);
    for (const { path, title, html } of seen) {
      expect(`${path} ${title}`).not.toMatch(TELLING);
      expect(html).toContain(`<html lang="${language}" dir="ltr">`);
      expect(html).toContain('href="/leave"');
      expect(html).toContain('data-to="https://www.weather.gov/"');
      expect(html).not.toMatch(
        /\son[a-z]+="|\sstyle="|<script src|https?:\/\/(?!www\.weather\.gov)/,
      );
      expect(Buffer.byteLength(html)).toBeLessThan(12_600);
    }
  });

  it('the language link wins over the browser and is remembered for the visit', async () => {
    const visitor = service.visitor('es');
    await visitor.open('/');
    await visitor.follow('l=en');
    expect(visitor.page.text).toContain('Request help with costs');
    await visitor.open('/help');
    expect(visitor.page.text).toContain('Get help');
  });

  it('a language link leads nowhere but to our own pages', async () => {
    const visitor = service.visitor('en');
    for (const to of ['https://example.org/', '//example.org', '/staff', '/f/1/../../admin', '']) {
      await visitor.open(`/language?l=es&to=${encodeURIComponent(to)}`);
      expect(visitor.page.path).toBe('/');
    }
  });

  it('a change from the check page comes straight back to it', async () => {
    const visitor = service.visitor('en');
    await walkTo(visitor, '/f/13');
    await visitor.follow('/f/5?c=1');
    expect(visitor.page.html).toContain('value="450"');
    await visitor.send({ amount: '99.50' });
    expect(visitor.page.path).toBe('/f/13');
    expect(visitor.page.text).toContain('$99.50');
    await visitor.follow('/f/7?c=1');
    await visitor.send({ ways: ['sms'] });
    expect(visitor.page.path).toBe('/f/7/1?c=1');
    await visitor.send({ value: '+52 55 1234 5678' });
    expect(visitor.page.path).toBe('/f/8?c=1');
    await visitor.send();
    expect(visitor.page.path).toBe('/f/13');
    expect(visitor.page.text).toContain('•••• 5678');
  });

  it('every way of the fund can be wished for, a card as well as an account', async () => {
    const visitor = service.visitor();
    await walkTo(visitor, '/f/10');
    expect(visitor.page.text).toContain('Bank account');
    expect(visitor.page.text).not.toContain('one way to send money');
    await visitor.send({ rail: 'debit-card' });
    await visitor.send();
    await visitor.send();
    expect(visitor.page.path).toBe('/f/13');
    expect(visitor.page.text).toContain('A debit card that you have');
  });

  it('a person this is not for is shown other help, and nothing of hers is kept', async () => {
    service.clock.advance(1_000);
    const visitor = service.visitor('en');
    await walkTo(visitor, '/f/2');
    await visitor.send({ fits: 'no' });
    expect(visitor.page.path).toBe('/help');
    expect(visitor.cookieNames).toEqual([]);
    const [newest] = await service.database.query<{ state: string; kept: string }>(
      `select a.state, (select count(*) from application_answers s where s.application_id = a.id) as kept
       from application a order by a.created_at desc limit 1`,
    );
    expect(newest).toEqual({ state: 'expired', kept: '0' });
  });

  it('while every programme is closed the start page says so and keeps the way back in', async () => {
    const closed = await startService();
    try {
      const visitor = closed.visitor('en');
      await visitor.open('/');
      expect(visitor.page.text).toContain('We cannot take new requests today');
      expect(visitor.page.html).toContain('href="/code"');
      await visitor.open('/f/1');
      await visitor.send();
      expect(visitor.page.status).toBe(409);
    } finally {
      await closed.stop();
    }
  }, 60_000);
});

/** Words that an address or a title would tell to somebody who looks over a shoulder. */
const TELLING =
  /money|grant|fund|help with|emergency|victim|survivor|traffick|abuse|appeal|decline|dinero|ayuda para|fondo/i;
