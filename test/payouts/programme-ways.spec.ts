import { openTheatre, type Theatre } from '../support/stage.js';
import { inventRail } from './invented-rails.js';
import { staffAt } from './yes.js';

describe('The ways to be paid of a programme', () => {
  let theatre: Theatre;
  beforeAll(async () => {
    theatre = await openTheatre();
    inventRail(theatre, { id: 'prepaid-card', label: 'Card' });
  });
  afterAll(() => theatre.stop());

  async function railsNow(): Promise<unknown> {
    const [row] = await theatre.database.query<{ rails: string[]; limits: unknown }>(
      `select rails, rail_limits as limits from programme where code = 'EMERGENCY'`,
    );
    return row;
  }

  it('are changed by the administrator after a page that says what changes and from when', async () => {
    const admin = await staffAt(theatre, 'administrator');
    await admin.open('/admin/system');
    await admin.follow('/admin/programmes/');
    expect(admin.page.text).toMatch(/Bank transfer \(Stripe\) 1/);
    expect(admin.page.text).toMatch(/Card off/);
    await admin.follow('/prepaid-card');
    await admin.send({ offered: 'yes', place: '1', least: '100', most: '50' }, '/admin/programmes');
    expect(admin.page.status).toBe(422);
    expect(admin.page.text).toContain('The most is less than the least.');
    expect(admin.page.html).toContain('value="100"');
    await admin.send({ offered: 'yes', place: '1', least: 'ten', most: '' }, '/admin/programmes');
    expect(admin.page.text).toContain('Enter an amount in figures');
    await admin.send({ offered: 'yes', place: '1', least: '', most: '500' }, '/admin/programmes');
    expect(admin.page.text).toContain('It holds from the moment you confirm');
    expect(admin.page.text).toMatch(/Bank transfer \(Stripe\) Card, Bank transfer \(Stripe\)/);
    expect(await railsNow()).toMatchObject({ rails: ['stripe-outbound'] });
    await admin.send({}, '/admin/programmes');
    expect(admin.page.text).toMatch(/Card 1 \S*500\.00/);
    expect(await railsNow()).toEqual({
      rails: ['prepaid-card', 'stripe-outbound'],
      limits: { 'prepaid-card': { leastMinor: null, mostMinor: '50000' } },
    });
  });

  it('are versions that an auditor reads, with who changed them in the log', async () => {
    const rows = await theatre.database.query<{ actor: string }>(
      `select actor from audit_event where act = 'WayToPayChanged'`,
    );
    expect(rows).toHaveLength(1);
    const auditor = await staffAt(theatre, 'auditor');
    await auditor.open('/audit/policies');
    expect(auditor.page.text).toContain('By prepaid-card: at most');
  });

  it('are not changed twice from the same page, and the last one stays on', async () => {
    const admin = await staffAt(theatre, 'administrator');
    const [first] = await theatre.database.query<{ id: string }>(
      `select id from programme where code = 'MONTHLY'`,
    );
    const path = `/admin/programmes/${first?.id ?? ''}/prepaid-card`;
    await admin.open(path);
    await admin.send({ offered: 'yes', place: '2', least: '', most: '' }, '/admin/programmes');
    const seen = /name="seen" value="([0-9a-f]+)"/.exec(admin.page.html)?.[1] ?? '';
    const token = /name="_form" value="([^"]+)"/.exec(admin.page.html)?.[1] ?? '';
    await admin.send({}, '/admin/programmes');
    const again = { _form: token, seen, offered: 'no', place: '1', least: '', most: '' };
    const stale = await admin.post(`${path}/change`, again);
    expect(stale.status).toBe(409);
    expect(stale.text).toContain('WAYS_CHANGED');
    for (const rail of ['prepaid-card', 'stripe-outbound']) {
      await admin.open(`/admin/programmes/${first?.id ?? ''}/${rail}`);
      await admin.send({ offered: 'no' }, '/admin/programmes');
      await admin.send({}, '/admin/programmes');
    }
    expect(admin.page.text).toContain('LAST_WAY');
  });
});
