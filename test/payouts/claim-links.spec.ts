import { createHmac } from 'node:crypto';
import { Awards } from '#approvals';
import { days, hours, isId, Money, type Id } from '#kernel';
import { FundingService } from '#ledger';
import { ExceptionOwners, Methods, Settlement } from '#payouts';
import { askForHelp, comeBack, type WayBack } from '../../src/cli/story/applicant.js';
import {
  decide,
  prepareBatch,
  releaseBatch,
  sendReview,
  takeCase,
} from '../../src/cli/story/staff.js';
import { until } from '../../src/cli/story/story.js';
import { Visitor } from '../../src/cli/story/visitor.js';
import { ProgrammeDays } from '../../src/web/http/programme-days.js';
import { eavesdrop, type Ear } from '../privacy/ear.js';
import { expectBooksToBalance, openTheatre, type Theatre } from '../support/stage.js';
import { dumpOf } from '../support/surrender.js';
import { staffAt } from './yes.js';

const SECRET = 'rewards-secret-of-this-run';
const LINK = /http:\/\/127\.0\.0\.1:\d+\/rewards\/[\w-]+/;

interface Hers {
  readonly visitor: Visitor;
  readonly wayBack: WayBack;
  readonly payout: Id<'payout'>;
}

// Goal: the link is cash: she gets it once, after her PIN, and it is nowhere else.
describe('Money by a link', () => {
  let theatre: Theatre;
  let ear: Ear;
  const links: string[] = [];

  beforeAll(async () => {
    ear = eavesdrop();
    theatre = await openTheatre({
      LOG_LEVEL: 'debug',
      TREMENDOUS_API_KEY: 'TEST_key_of_this_run',
      TREMENDOUS_WEBHOOK_SECRET: SECRET,
    });
    const funding = theatre.get(FundingService);
    const amount = Money.of(1_000_000n, 'USD');
    const act = { fund: 'RES26', amount, actor: 'demo:treasurer' };
    await funding.sendToProvider({ ...act, key: 'rewards:sent', approver: 'demo:board' });
    await funding.arriveAtProvider({ ...act, key: 'rewards:arrived' }, 'rewards');
  });
  afterAll(async () => {
    ear.stop();
    await theatre.stop();
  });

  const staff = (account: string): Promise<Visitor> => staffAt(theatre, account);

  /** Somebody whose yes, perhaps to less than she asked for, is paid by a link; released and sent, her status page in front of her. */
  async function paidByLink(amount: string, granted = amount): Promise<Hers> {
    const visitor = new Visitor(theatre.url);
    const wayBack = await askForHelp(visitor, { amount, when: 'today' });
    const reviewer = await staff('reviewer');
    await until(
      theatre.stage,
      () => reviewer.open('/review?view=oldest'),
      ({ text }) => text.includes(amount),
    );
    await takeCase(reviewer, amount);
    const reference = /R-[0-9A-Z]{6}/.exec(reviewer.page.text)?.[0] ?? '';
    await sendReview(reviewer, { amount: granted });
    await decide(await staff('approver'), reference, { outcome: 'approve', amount: granted });
    await theatre.drain();
    const [award] = await theatre.database.query<{ id: Id<'award'>; who: Id<'applicant'> }>(
      `select id, applicant_id as who from award where amount_minor = $1`,
      [granted.replace('.', '')],
    );
    if (!award) throw new Error('There is an award.');
    await theatre.get(Awards).accept(award.id, award.who);
    const wish = { applicantId: award.who, awardId: award.id, rail: 'tremendous', language: 'en' };
    await theatre.get(Methods).setUp(wish, { kind: 'nothing' });
    await theatre.drain();
    const [row] = await theatre.database.query<{ id: string }>(
      `select id from payout where award_id = $1`,
      [award.id],
    );
    const payout = row?.id;
    if (!isId('payout', payout)) throw new Error('There is a payout.');
    await releaseBatch(
      await staff('releaser'),
      await prepareBatch(await staff('preparer'), [payout]),
    );
    await theatre.drain();
    await comeBack(visitor, wayBack);
    return { visitor, wayBack, payout };
  }

  /** Its line in the list that the visitor has open. */
  const lineOf = ({ page }: Visitor, id: string): string => {
    const row = new RegExp(`<tr id="${id}">.*?</tr>`, 's').exec(page.html)?.[0] ?? '';
    return row.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
  };
  const dayOf = (instant: Date): string => theatre.get(ProgrammeDays).dayOf(instant);
  const linkOn = ({ page }: Visitor): string => LINK.exec(page.html)?.[0] ?? '';
  const sealed = async ({ payout }: Hers): Promise<boolean> => {
    const [row] = await theatre.database.query<{ kept: boolean }>(
      `select link_sealed is not null as kept from payout_claim where payout_id = $1`,
      [payout],
    );
    return row?.kept ?? false;
  };
  async function pass(milliseconds: number): Promise<void> {
    theatre.clock.advance(milliseconds);
    theatre.sandbox.desk.forward(0);
    await theatre.stage.pause();
    await theatre.database.query(`update payout set not_before = clock_timestamp()`);
    await theatre.get(Settlement).poll();
    await theatre.drain();
  }
  const letters = (): number =>
    theatre.sandbox.desk.inbox().filter(({ subject }) => subject === 'Something to look at').length;
  const use = (link: string, way = 'card'): Promise<Response> =>
    fetch(link, { method: 'POST', body: new URLSearchParams({ way }) });

  it('is shown once after her PIN, then only anew, and never after a wrong one', async () => {
    const her = await paidByLink('451.13');
    const { visitor, wayBack } = her;
    expect(visitor.page.text).toContain('$451.13 waits for you as a link');
    await visitor.follow('/s/3');
    expect(visitor.page.text).toContain('We show it one time');
    expect(visitor.page.text).toContain('Anyone who has the link has the money');
    expect(linkOn(visitor)).toBe('');

    await visitor.send({ pin: '000001' }, '/s/3');
    expect(visitor.page.status).toBe(422);
    expect(visitor.page.text).toContain('That PIN did not work');
    expect(visitor.page.html).not.toContain('000001');
    expect(linkOn(visitor)).toBe('');
    expect(await sealed(her)).toBe(true);

    await visitor.send({ pin: wayBack.pin }, '/s/3');
    const first = linkOn(visitor);
    links.push(first);
    expect(first).not.toBe('');
    expect(visitor.page.headers.get('cache-control')).toBe('no-store');
    expect(visitor.page.headers.get('referrer-policy')).toBe('no-referrer');
    expect(visitor.page.path).not.toContain('rewards');
    expect(visitor.page.html).toContain('/leave');
    expect(await sealed(her)).toBe(false);
    expect((await fetch(first)).status).toBe(200);

    await visitor.open('/s/3');
    expect(visitor.page.text).toContain('You saw the link before');
    expect(linkOn(visitor)).toBe('');
    await visitor.send({ pin: wayBack.pin }, '/s/3');
    const second = linkOn(visitor);
    links.push(second);
    expect(second).not.toBe(first);
    expect((await fetch(first)).status).toBe(404);

    await visitor.open('/s/3');
    await visitor.send({ pin: wayBack.pin }, '/s/3');
    links.push(linkOn(visitor));
    await visitor.open('/s/3');
    await visitor.send({ pin: wayBack.pin }, '/s/3');
    expect(visitor.page.status).toBe(422);
    expect(visitor.page.text).toContain('many times today');

    const looks = await theatre.database.query<{ act: string }>(
      `select act from audit_event where subject = $1 and kind = 'access'`,
      [her.payout],
    );
    expect(looks).toHaveLength(3);

    await use(links.at(-1) ?? '');
    await pass(hours(1));
    await comeBack(visitor, wayBack);
    expect(visitor.page.text).toContain('We sent you $451.13');
    expect((await visitor.open('/s/3')).text).toContain('This link was used');
  });

  it('is nobody else’s, and sleeps with her code after five wrong PINs', async () => {
    const her = await paidByLink('454.16');
    const other = await paidByLink('455.17');
    await other.visitor.open(`/s/3/${her.payout}`);
    expect(other.visitor.page.status).toBe(404);
    await her.visitor.open('/s/3');
    for (let count = 0; count < 5; count += 1) await her.visitor.send({ pin: '111112' }, '/s/3');
    await her.visitor.send({ pin: her.wayBack.pin }, '/s/3');
    expect(her.visitor.page.text).toContain('too many tries');
    expect(linkOn(her.visitor)).toBe('');
    await her.visitor.send({ pin: '1', more: 'x' }, '/s/3');
    expect(her.visitor.page.status).toBe(422);
  });

  it('is called back by finance while nobody used it, and she is asked for another way', async () => {
    const her = await paidByLink('452.14');
    await pass(days(9));
    const preparer = await staff('preparer');
    await preparer.open('/finance');
    await preparer.follow('/finance/claims');
    expect(preparer.page.text).toContain('8 to 30 days');
    // It is merely not used yet: that is no exception.
    expect((await preparer.open('/finance/exceptions')).html).not.toContain(her.payout);
    await preparer.open(`/finance/claims/${her.payout}/cancel`);
    expect(preparer.page.text).toContain('has not seen the link');
    await preparer.send({}, '/cancel');
    expect(preparer.page.html).not.toContain(her.payout);
    await comeBack(her.visitor, her.wayBack);
    expect(her.visitor.page.text).toContain('Your money is safe');
    expect((await her.visitor.open('/s/3')).text).toContain('does not work any more');
    expect(await sealed(her)).toBe(false);
    await preparer.open(`/finance/claims/${her.payout}/cancel`);
    expect(preparer.page.status).toBe(409);
    await expectBooksToBalance(theatre);
  });

  it('is an exception within 30 days of its end, so that the money does not lapse unseen', async () => {
    const her = await paidByLink('457.19');
    const ends = new Date(theatre.clock.now().getTime() + days(31));
    await theatre.database.query(`update payout_claim set usable_until = $2 where payout_id = $1`, [
      her.payout,
      ends,
    ]);
    const preparer = await staff('preparer');
    expect((await preparer.open('/finance/exceptions')).html).not.toContain(her.payout);
    await pass(days(3));
    const later = await staff('preparer');
    await later.open('/finance/exceptions');
    const line = lineOf(later, her.payout);
    expect(line).toContain(`The link was not used and ends on ${dayOf(ends)}.`);
    expect(line).toContain(' 2 ');
    expect(line).not.toContain('overdue');
    expect(line).toContain('Ask the company now');
    await later.follow(`/finance/claims/${her.payout}/cancel`);
    expect(later.page.text).toContain('has not seen the link');
    await comeBack(her.visitor, her.wayBack);
    expect((await her.visitor.open('/s/3')).text).toContain('Use it before');
    await theatre.database.query(
      `update payout_claim set usable_until = null where payout_id = $1`,
      [her.payout],
    );
    expect((await later.open('/finance/exceptions')).html).not.toContain(her.payout);
  });

  it('is let go by finance, with a reason, when the provider holds it', async () => {
    const her = await paidByLink('453.15');
    await her.visitor.open('/s/3');
    await her.visitor.send({ pin: her.wayBack.pin }, '/s/3');
    const link = linkOn(her.visitor);
    links.push(link);
    const before = letters();
    const usedOn = theatre.clock.now();
    await use(link, 'vpn');
    await pass(days(2));
    const readers = (await theatre.get(ExceptionOwners).onDuty()).length;
    expect(letters() - before).toBe(readers);
    await pass(hours(2));
    expect(letters() - before).toBe(readers);

    const releaser = await staff('releaser');
    await releaser.open('/finance');
    expect(releaser.page.text).toContain('1 held by the payment company');
    await releaser.follow('/finance/exceptions');
    const line = lineOf(releaser, her.payout);
    expect(line).toContain('The payment company holds it by its own rules.');
    expect(line).toContain(`Blocked there on ${dayOf(new Date(usedOn.getTime() + days(30)))}`);
    expect(line).not.toContain('nobody');
    await releaser.follow('/finance/claims#held');
    expect(releaser.page.text).toContain('VPN detected');
    await releaser.open('/finance/exceptions');
    await releaser.follow(`/finance/claims/${her.payout}/release`);
    await releaser.send({}, '/release');
    expect(releaser.page.status).toBe(422);
    expect(releaser.page.text).toContain('Choose why it is right');
    await releaser.send({ reason: 'private_network' }, '/release');
    expect(releaser.page.text).toContain('Nothing is held by them');
    expect((await releaser.open('/finance')).text).toContain('0 held by the payment company');
    expect((await releaser.open('/finance/exceptions')).html).not.toContain(her.payout);
    await comeBack(her.visitor, her.wayBack);
    expect(her.visitor.page.text).toContain('We sent you $453.15');
  });

  it('waits for approval at the company: finance reads how it is given there, and can let nothing go', async () => {
    const before = letters();
    const { processingDelayMs } = theatre.sandbox.desk.settings();
    // The sandbox's company would give it by itself.
    theatre.sandbox.desk.change({ processingDelayMs: days(365) });
    const her = await paidByLink('458.20', '17.17');
    theatre.sandbox.desk.change({ processingDelayMs });
    const { rewards } = theatre.sandbox.desk;
    const order = rewards.orders().find(({ externalId }) => externalId === her.payout);
    expect(letters() - before).toBe((await theatre.get(ExceptionOwners).onDuty()).length);
    expect(her.visitor.page.text).toContain('is looking at this payment');
    expect((await her.visitor.open('/s/3')).text).toContain('The link is not ready yet');

    const releaser = await staff('releaser');
    expect((await releaser.open('/finance')).text).toContain('1 held by the payment company');
    await releaser.follow('/finance/exceptions');
    expect(lineOf(releaser, her.payout)).toContain('has not approved it yet');
    expect(releaser.page.html).not.toContain(`/finance/claims/${her.payout}/release`);
    await releaser.follow('/finance/claims#approval');
    expect(releaser.page.text).toContain('Nothing is held by them');
    expect(releaser.page.text).toContain('among the order approvals');
    expect(releaser.page.html).toContain(`<code>${order?.id ?? ''}</code>`);
    for (const act of ['release', 'cancel'])
      expect(releaser.page.html).not.toContain(`/finance/claims/${her.payout}/${act}`);
    await releaser.open(`/finance/claims/${her.payout}/release`);
    expect(releaser.page.status).toBe(409);
    const released = await theatre.database.query(
      `select 1 from audit_event where act = 'HeldPaymentReleased' and subject = $1`,
      [her.payout],
    );
    expect(released).toEqual([]);

    rewards.pull(order?.id ?? '', 'approve');
    await pass(hours(1));
    const later = await staff('releaser');
    expect((await later.open('/finance/claims')).text).toContain('Nothing waits for approval');
    expect((await later.open('/finance/exceptions')).html).not.toContain(her.payout);
    await comeBack(her.visitor, her.wayBack);
    expect(her.visitor.page.text).toContain('$17.17 waits for you as a link');
    await her.visitor.open('/s/3');
    await her.visitor.send({ pin: her.wayBack.pin }, '/s/3');
    links.push(linkOn(her.visitor));
    expect((await fetch(links.at(-1) ?? '')).status).toBe(200);
  });

  it('comes back whole when the provider refuses what it held: she chooses again, and the books agree', async () => {
    const her = await paidByLink('456.18');
    const { visitor, wayBack, payout } = her;
    await visitor.open('/s/3');
    await visitor.send({ pin: wayBack.pin }, '/s/3');
    const link = linkOn(visitor);
    links.push(link);
    await use(link, 'vpn');
    await pass(days(2));
    const { rewards } = theatre.sandbox.desk;
    const held = rewards.orders().find(({ externalId }) => externalId === payout);
    expect(held?.review).toBe('flagged');
    rewards.pull(held?.id ?? '', 'block');
    await pass(hours(1));

    await comeBack(visitor, wayBack);
    expect(visitor.page.text).toContain('stopped the payment by its own rules');
    expect(visitor.page.text).toContain('It is not about you');
    expect(
      await theatre.database.query(`select state from payout where id = $1`, [payout]),
    ).toEqual([{ state: 'failed' }]);
    const entries = await theatre.database.query<{ kind: string }>(
      `select kind from ledger.entry where source_ref = $1 order by seq`,
      [payout],
    );
    expect(entries.map(({ kind }) => kind)).toEqual(['payout.initiated', 'payout.failed']);
    const releaser = await staff('releaser');
    expect((await releaser.open('/finance/claims')).text).toContain('Nothing is held by them');
    expect((await releaser.open('/finance/exceptions')).text).toContain('456.18');
    await expectBooksToBalance(theatre);
  });

  it('takes a signed notice once, however often it is played', async () => {
    const [notice] = theatre.sandbox.desk.rewards.noticesSent();
    const body = notice?.body ?? '';
    const signature = `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`;
    const post = async (given: string): Promise<number> => {
      const headers = {
        'content-type': 'application/json',
        'tremendous-webhook-signature': given,
      };
      const to = `${theatre.url}/webhooks/tremendous`;
      return (await fetch(to, { method: 'POST', headers, body })).status;
    };
    expect([await post(signature), await post(signature), await post('sha256=00')]).toEqual([
      200, 200, 400,
    ]);
    const rows = await theatre.database.query(`select 1 from inbox where event_id = $1`, [
      notice?.uuid ?? '',
    ]);
    expect(rows).toHaveLength(1);
  });

  it('stands in no log, no table, no letter and no address', async () => {
    const tokens = links.map((link) => link.split('/').at(-1) ?? '');
    expect(tokens).toHaveLength(6);
    expect(tokens.every((token) => token.length > 20)).toBe(true);
    const places = [
      ear.heard,
      await dumpOf(theatre.database),
      JSON.stringify(theatre.sandbox.desk.inbox()),
    ];
    for (const place of places) {
      for (const token of tokens) expect(place.includes(token)).toBe(false);
    }
  });
});
