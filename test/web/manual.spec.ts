import { DemoPeople } from '#identity';
import { newId, Money, type Id } from '#kernel';
import { RailRegistry } from '#payouts';
import { signIn } from '../../src/cli/story/staff.js';
import type { Visitor } from '../../src/cli/story/visitor.js';
import { startService, type RunningService } from '../support/service.js';

const PAPER = '%PDF-1.4\n%%EOF\n';
const BILL = {
  kind: 'instruction',
  way: 'vendor',
  payee: 'Town Water Works',
  address: 'Well Lane 1',
  account: 'C-4711',
} as const;

// Goal: a payment by hand goes through two people's pages without a script, and neither can end it alone.
describe('The pages of payments by hand', () => {
  let service: RunningService;
  let preparer: Visitor;
  let releaser: Visitor;
  beforeAll(async () => {
    service = await startService();
    await service.get(DemoPeople).seed();
    preparer = service.visitor();
    await signIn(preparer, 'preparer', service.clock.now());
    releaser = service.visitor();
    await signIn(releaser, 'releaser', service.clock.now());
  });
  afterAll(() => service.stop());

  /** An instruction whose payout is written behind the curtain: only its name matters here. */
  async function instruction(): Promise<{ id: string; path: string }> {
    const payout: Id<'payout'> = newId('payout');
    await service.database.query(
      `with replica as (select set_config('session_replication_role', 'replica', true))
       insert into payout (id, instalment_id, award_id, application_id, applicant_id, ledger_ref, fund, amount_minor,
         currency, rail, method_id, method_version, state, approval_digest, created_at)
       select $1, $1 || 'i', 'awd_1', 'app_1', 'apl_1', gen_random_uuid(), 'GEN', 12345, 'USD', 'manual', 'mth_1', 1,
         'in_transit', decode(repeat('00', 32), 'hex'), clock_timestamp() from replica`,
      [payout],
    );
    const rail = service.get(RailRegistry).get('manual');
    const method = newId('method');
    await rail.saveMethod(method, BILL, method);
    const result = await rail.submit({
      ...{ key: `po:${payout}:1`, reference: payout, recipient: method, method },
      amount: Money.of(12_345n, 'USD'),
    });
    if (result.kind !== 'accepted') throw new Error(result.kind);
    const id = result.observed.providerRef;
    return { id, path: `/finance/manual/${id}` };
  }

  /** Sends a form with a file, as a browser does. */
  async function attach(
    visitor: Visitor,
    path: string,
    file: string,
    fields: Readonly<Record<string, string>> = {},
  ): Promise<string> {
    const page = await visitor.open(path);
    const token = /name="_form" value="([^"]*)"/.exec(page.html)?.[1] ?? '';
    const part = (head: string, body: string): string =>
      `--line\r\ncontent-disposition: form-data; ${head}\r\n\r\n${body}\r\n`;
    const typed = Object.entries({ _form: token, ...fields });
    const texts = typed.map(([name, value]) => part(`name="${name}"`, value)).join('');
    const body = `${texts}${part('name="proof"; filename="a.pdf"', file)}--line--\r\n`;
    const type = 'multipart/form-data; boundary=line';
    return (await visitor.request('POST', path, { body, type })).text;
  }

  async function confirmed(): Promise<{ id: string; path: string }> {
    const { id, path } = await instruction();
    await attach(preparer, `${path}/carried-out`, PAPER);
    await releaser.open(`${path}/confirm`);
    await releaser.send({}, '/confirm');
    return { id, path };
  }

  const stateOf = async (id: string): Promise<string | undefined> => {
    const sql = 'select state from manual_payment where id = $1';
    return (await service.database.query<{ state: string }>(sql, [id]))[0]?.state;
  };
  /** What the list says in the line of one payment. */
  const lineOf = async (visitor: Visitor, id: string): Promise<string> => {
    const { html } = await visitor.open('/finance/manual');
    return html.split('<tr').find((line) => line.includes(id)) ?? '';
  };

  it('lead one person from the sheet to the proof, and another from the proof to the end', async () => {
    const { id, path } = await instruction();
    const sheet = await preparer.open(path);
    for (const word of ['$123.45', 'Town Water Works', 'Well Lane 1', 'C-4711'])
      expect(sheet.text).toContain(word);
    expect((await preparer.open('/finance/manual')).text).not.toContain('Water');
    expect(await attach(preparer, `${path}/carried-out`, PAPER)).toContain(
      'Another person looks at your proof',
    );
    await preparer.open(`${path}/confirm`);
    expect(preparer.page.text).toContain('Another person looks at the proof');
    await releaser.open(`${path}/proof`);
    expect(releaser.page.headers.get('content-disposition')).toBe(
      `attachment; filename="${id}.pdf"`,
    );
    await releaser.open(`${path}/confirm`);
    await releaser.send({}, '/confirm');
    expect(releaser.page.text).toContain('Confirmed');
    const reads = await service.database.query<{ act: string }>(
      `select act from audit_event where kind = 'access' and subject = $1 order by seq`,
      [id],
    );
    expect(reads.map(({ act }) => act)).toEqual(['PayeeRead', 'ProofRead']);
  });

  it('say at the field what is wrong with a file, and take none anywhere else', async () => {
    const { path } = await instruction();
    for (const file of ['', 'GIF89a', 'x'.repeat(5_242_881)])
      expect(await attach(preparer, `${path}/carried-out`, file)).toContain('at most 5 MB');
    expect(preparer.page.status).toBe(422);
    const elsewhere = await preparer.request('POST', `${path}/not-possible`, {
      body: '--line--\r\n',
      type: 'multipart/form-data; boundary=line',
    });
    expect(elsewhere.status).toBe(415);
  });

  it('ask why it could not be done, and say that it is final', async () => {
    const { id, path } = await instruction();
    await preparer.open(`${path}/not-possible`);
    await preparer.send({}, '/not-possible');
    expect(preparer.page.text).toContain('Choose why.');
    await preparer.send({ reason: 'bad_account' }, '/not-possible');
    expect(preparer.page.text).not.toContain(id);
    expect(await stateOf(id)).toBe('failed');
  });

  it('let one person say with a proof that it came back, and only another one decide it', async () => {
    const { id, path } = await confirmed();
    expect(await lineOf(preparer, id)).toContain(`${path}/came-back"`);
    await attach(preparer, `${path}/came-back`, PAPER, { reason: 'expired' });
    const mine = await lineOf(preparer, id);
    expect(mine).toContain('Another person looks at your proof that it came back.');
    expect(mine).not.toContain(`${path}/came-back`);
    const own = await preparer.open(`${path}/came-back/confirm`);
    expect(own.text).toContain('Another person looks at the proof.');
    expect(own.html).not.toContain('<form method="post" action="/finance/manual');
    expect(await lineOf(releaser, id)).toContain(`${path}/came-back/confirm"`);
    await releaser.open(`${path}/came-back/proof`);
    expect(releaser.page.headers.get('content-disposition')).toBe(
      `attachment; filename="${id}-back.pdf"`,
    );
    const check = await releaser.open(`${path}/came-back/confirm`);
    for (const words of ['$123.45', 'never cashed', 'owed it again', 'This is not undone'])
      expect(check.text).toContain(words);
    expect(await stateOf(id)).toBe('came_back');
    await releaser.send({}, '/came-back/confirm');
    expect(releaser.page.text).not.toContain(id);
    expect(await stateOf(id)).toBe('returned');
  });

  it('refuse the second signature of the same person, whatever page it comes from', async () => {
    const { id, path } = await confirmed();
    await attach(preparer, `${path}/came-back`, PAPER, { reason: 'expired' });
    const { html } = await preparer.open('/finance/manual');
    const _form = /name="_form" value="([^"]*)"/.exec(html)?.[1] ?? '';
    const body = new URLSearchParams({ _form }).toString();
    for (const act of ['confirm', 'refuse']) {
      const answer = await preparer.request('POST', `${path}/came-back/${act}`, {
        body,
        type: 'application/x-www-form-urlencoded',
      });
      expect([answer.status, answer.text.includes('Another person looks')]).toEqual([409, true]);
    }
    expect(await stateOf(id)).toBe('came_back');
  });

  it('let the second person refuse the proof: it stays paid, and may be said again', async () => {
    const { id, path } = await confirmed();
    await attach(releaser, `${path}/came-back`, PAPER, { reason: 'declined' });
    await preparer.open(`${path}/came-back/confirm`);
    await preparer.send({}, '/came-back/refuse');
    expect(await stateOf(id)).toBe('confirmed');
    expect(await lineOf(releaser, id)).toContain(`${path}/came-back"`);
    expect((await preparer.open(`${path}/came-back/confirm`)).text).toContain(
      'There is nothing to confirm: Confirmed.',
    );
  });

  it('ask for why and for the proof together, and keep what was chosen', async () => {
    const { id, path } = await confirmed();
    const none = await attach(preparer, `${path}/came-back`, '');
    for (const words of ['Choose why.', 'Attach a picture']) expect(none).toContain(words);
    expect(preparer.page.status).toBe(422);
    await attach(preparer, `${path}/came-back`, 'GIF89a', { reason: 'declined' });
    expect(preparer.page.text).toContain('can be read to its end');
    expect(preparer.page.html).toContain('value="declined" checked');
    expect(await stateOf(id)).toBe('confirmed');
  });
});
