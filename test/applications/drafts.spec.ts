import { Intake } from '#applications';
import { minutes } from '#kernel';
import { startService, type RunningService } from '../support/service.js';
import { openProgramme, walkTo } from './support.js';

/**
 * Goal: one person's answers are never shown to the next person at the same device.
 * Method: leave the form in every way there is, then look with the same browser and into the database.
 */
describe('a draft', () => {
  let service: RunningService;
  beforeAll(async () => {
    service = await startService();
    await openProgramme(service);
  }, 60_000);
  afterAll(() => service.stop());

  const drafts = (): Promise<{ id: string; state: string }[]> =>
    service.database.query(
      `select a.id, a.state from application_answers s join application a on a.id = s.application_id
       where s.field_group = 'draft'`,
    );
  afterEach(async () => {
    service.clock.advance(minutes(61));
    await service.get(Intake).purgeDrafts(service.clock.now());
  });

  it('is not begun by reading', async () => {
    const before = await service.database.query('select id from applicant');
    const visitor = service.visitor();
    await visitor.open('/');
    await visitor.open('/f/1');
    expect(await service.database.query('select id from applicant')).toHaveLength(before.length);
    expect(visitor.cookieNames).toEqual([]);
  });

  it('is shown again to the same visit, as it was typed', async () => {
    const visitor = service.visitor();
    await walkTo(visitor, '/f/7');
    await visitor.open('/f/6');
    expect(visitor.page.html).toContain('value="Marigold Testname"');
    await visitor.open('/f/4');
    expect(visitor.page.html).toMatch(/value="housing" checked/);
  });

  it('is gone for everybody once the start page is opened', async () => {
    const visitor = service.visitor();
    await walkTo(visitor, '/f/9');
    await visitor.open('/');
    expect(await drafts()).toEqual([]);
    expect(visitor.cookieNames).toEqual([]);
    await visitor.open('/f/6');
    expect(visitor.page.path).toBe('/?ended=1');
    await visitor.open('/f/1');
    await visitor.send();
    await visitor.open('/f/6');
    expect(visitor.page.html).not.toContain('Marigold');
  });

  it.each([
    ['GET', 303, 'https://www.weather.gov/'],
    ['POST', 204, null],
  ])('is gone after the quick exit (%s)', async (method, status, location) => {
    const cookie = await beginByHand(service);
    const headers = { cookie, 'sec-fetch-site': 'same-origin' };
    const ask = (path: string, verb = 'GET'): Promise<Response> =>
      fetch(service.url + path, { method: verb, headers, redirect: 'manual' });
    expect((await ask('/f/2')).status).toBe(200);
    expect(await drafts()).toHaveLength(1);
    const left = await ask('/leave', method);
    expect(left.status).toBe(status);
    expect(left.headers.get('location')).toBe(location);
    expect(left.headers.get('clear-site-data')).toBe('"cache", "cookies", "storage"');
    expect(left.headers.getSetCookie().join()).toMatch(/^a=;/);
    expect(await drafts()).toEqual([]);
    // Even the cookie, had the browser kept it, opens nothing.
    expect((await ask('/f/2')).headers.get('location')).toBe('/?ended=1');
  });

  it('is gone after an hour without a visit, and the page says that the visit has ended', async () => {
    const visitor = service.visitor();
    await walkTo(visitor, '/f/9');
    service.clock.advance(minutes(59));
    expect(await service.get(Intake).purgeDrafts(service.clock.now())).toBe(0);
    await visitor.open('/f/6');
    expect(visitor.page.html).toContain('Marigold');
    service.clock.advance(minutes(61));
    expect(await service.get(Intake).purgeDrafts(service.clock.now())).toBe(1);
    expect(await drafts()).toEqual([]);
    await visitor.open('/f/6');
    expect(visitor.page.text).toContain('Your visit has ended');
    const [row] = await service.database.query<{ state: string }>(
      'select state from application order by created_at desc limit 1',
    );
    expect(row).toEqual({ state: 'expired' });
  });

  it('is not opened by another visit, nor by a made-up cookie', async () => {
    await walkTo(service.visitor(), '/f/9');
    const other = service.visitor();
    await other.open('/f/6');
    expect(other.page.path).toBe('/?ended=1');
    const forged = await fetch(`${service.url}/f/6`, {
      headers: { cookie: `a=${'A'.repeat(43)}` },
      redirect: 'manual',
    });
    expect(forged.headers.get('location')).toBe('/?ended=1');
  });

  it('is stored as ciphertext only', async () => {
    await walkTo(service.visitor(), '/f/9');
    const rows = await service.database.query<{ sealed: Buffer }>(
      'select sealed from application_answers',
    );
    expect(rows.length).toBeGreaterThan(0);
    for (const { sealed } of rows)
      expect(sealed.toString('latin1')).not.toMatch(/Marigold|housing/);
  });
});

/** The cookie of a draft begun without a browser. */
async function beginByHand(service: RunningService): Promise<string> {
  const answer = await fetch(`${service.url}/f/1`, { method: 'POST', redirect: 'manual' });
  expect(answer.headers.get('location')).toBe('/f/2');
  return (answer.headers.getSetCookie()[0] ?? '').split(';')[0] ?? '';
}
