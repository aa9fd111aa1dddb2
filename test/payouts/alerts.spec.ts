import { ProviderAlerts } from '#payouts';
import { openTheatre, type Theatre } from '../support/stage.js';
import { staffAt } from './yes.js';

const PAGE = '/admin/alerts';
const WORD = {
  rail: 'stripe-outbound',
  kind: 'payment_state',
  value: 'teleported',
  subject: 'obp_1',
} as const;

describe('The page of alerts from payment companies', () => {
  let theatre: Theatre;
  let alerts: ProviderAlerts;
  beforeAll(async () => {
    theatre = await openTheatre();
    alerts = theatre.get(ProviderAlerts);
  });
  afterAll(() => theatre.stop());

  it('says so when there is nothing', async () => {
    const administrator = await staffAt(theatre, 'administrator');
    expect((await administrator.open(PAGE)).text).toContain(
      'Every word the companies said is known',
    );
    expect(administrator.page.text).not.toContain('Seen by');
  });

  it('shows a word once, how often it came, what it means and what to do', async () => {
    await alerts.note(WORD);
    await alerts.note({ ...WORD, subject: 'obp_2' });
    await alerts.refused('stripe', 'NOTICE_OTHER_ACCOUNT');
    const preparer = await staffAt(theatre, 'preparer');
    const { text, html } = await preparer.open(PAGE);
    expect(text).toContain('A state of a payment that this version does not know');
    expect(text).toContain('looked at again');
    expect(html.match(/<code>teleported<\/code>/g)).toHaveLength(1);
    expect(html).toMatch(/teleported<\/code><\/td><td[^>]*>stripe-outbound<\/td><td[^>]*>2</);
    expect(html).toContain('<code>obp_2</code>');
    expect(text).toContain('an account nobody here is paid through');
  });

  it('ends an alert when somebody has seen it, says who, and opens a new one for the same word', async () => {
    const late = await staffAt(theatre, 'releaser');
    await late.open(PAGE);
    const administrator = await staffAt(theatre, 'administrator');
    const { html } = await administrator.open(PAGE);
    const row = html.split('<tr>').find((one) => one.includes('>teleported<')) ?? '';
    const [action] = /\/admin\/alerts\/\d+\/seen/.exec(row) ?? [''];
    await administrator.send({}, action);
    expect(administrator.page.text).toContain('Seen by');
    expect(administrator.page.html).not.toMatch(/I have seen it<span class="vh">: teleported/);
    const acts = await theatre.database.query(
      `select actor from audit_event where act = 'ProviderAlertSeen'`,
    );
    expect(acts).toHaveLength(1);
    await late.send({}, action);
    expect(late.page.status).toBe(409);
    expect(late.page.text).toContain('Somebody has marked this as seen already');

    await alerts.note(WORD);
    expect((await alerts.open()).find(({ value }) => value === 'teleported')?.times).toBe(1);
  });

  it('keeps no text that might be anything but a word', async () => {
    await alerts.note({ ...WORD, value: 'Sam Lee <sam@example.org> moved' });
    await alerts.note({ ...WORD, value: 'x'.repeat(5_000) });
    const values = (await alerts.open()).map(({ value }) => value);
    expect(values).toContain('(31 characters, not kept)');
    expect(values).toContain('(5000 characters, not kept)');
    expect(values.join(' ')).not.toContain('Sam');
  });

  it.each(['reviewer', 'approver', 'auditor', 'privacy'])(
    'is closed to the %s',
    async (account) => {
      const visitor = await staffAt(theatre, account);
      expect((await visitor.open(PAGE)).status).toBe(403);
    },
  );
});
