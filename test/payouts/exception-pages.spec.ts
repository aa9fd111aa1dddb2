import { days, hours } from '#kernel';
import { Settlement } from '#payouts';
import { setUpPayment } from '../../src/cli/story/applicant.js';
import { prepareBatch, releaseBatch } from '../../src/cli/story/staff.js';
import { openTheatre, type Theatre } from '../support/stage.js';
import { aYesAt, payoutOf, staffAt } from './yes.js';

const CLOSED_ACCOUNT = '000111111116';
const PAYMENTS = '/v2/money_management/outbound_payments';

// Goal: what stays unclear for a day stands out, and finance never pays by a way that the person has given up.
// Method: one payment over HTTP, whose answer is lost and which comes back later.
describe('The page of exceptions', () => {
  let theatre: Theatre;
  beforeAll(async () => {
    theatre = await openTheatre();
  });
  afterAll(() => theatre.stop());

  it('puts what is unclear for a day on top, and asks the person where no other way was chosen', async () => {
    const { visitor } = await aYesAt(theatre, '213.07');
    await setUpPayment(visitor, CLOSED_ACCOUNT);
    const payout = await payoutOf(theatre, '213.07');
    theatre.sandbox.desk.addFault({ kind: 'status_500', method: 'POST', path: PAYMENTS, times: 1 });
    const preparer = await staffAt(theatre, 'preparer');
    await releaseBatch(await staffAt(theatre, 'releaser'), await prepareBatch(preparer, [payout]));
    await theatre.drain();
    await preparer.open('/finance/exceptions');
    expect(preparer.page.text).toContain('outcome unknown');
    expect(preparer.page.text).not.toContain('Unclear for more than a day');
    await theatre.database.query(
      `update payout_attempt set first_sent_at = first_sent_at - interval '25 hours' where payout_id = $1`,
      [payout],
    );
    await preparer.open('/finance/exceptions');
    expect(preparer.page.text).toContain('Unclear for more than a day');
    expect(preparer.page.text).toContain('There are no others.');
    await preparer.send({}, `${payout}/look`);
    await theatre.drain();

    for (const time of [hours(2), days(3)]) {
      theatre.clock.advance(time);
      theatre.sandbox.desk.forward(0);
      await theatre.database.query(`update payout set not_before = now() where id = $1`, [payout]);
      await theatre.get(Settlement).poll();
    }
    const later = await staffAt(theatre, 'preparer');
    await later.open('/finance/exceptions');
    expect(later.page.text).toContain('The account is closed.');
    expect(later.page.text).not.toContain('Pay by the way they chose since');
    await later.open(`/finance/exceptions/${payout}/other`);
    expect(later.page.text).toContain('The person has chosen no other way');
    await later.follow(`/finance/exceptions/${payout}/ask`);
    await later.send({}, '/ask');
    expect(later.page.text).toContain('The person has been asked for another way.');
  });

  it('says of a payment that is late on its way what can be done, by its way, and since when it is one', async () => {
    const { visitor } = await aYesAt(theatre, '214.08');
    await setUpPayment(visitor);
    const payout = await payoutOf(theatre, '214.08');
    const preparer = await staffAt(theatre, 'preparer');
    await releaseBatch(await staffAt(theatre, 'releaser'), await prepareBatch(preparer, [payout]));
    await theatre.drain();
    const line = async (): Promise<string> => {
      await preparer.open('/finance/exceptions');
      const row = new RegExp(`<tr id="${payout}">.*?</tr>`, 's').exec(preparer.page.html)?.[0];
      return (row ?? '').replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
    };
    const since = (days: number): Promise<unknown> =>
      theatre.database.query(
        `update payout set released_at = $2::timestamptz - make_interval(days => $3) where id = $1`,
        [payout, theatre.clock.now(), days],
      );
    await since(6);
    expect(await line()).toBe('');
    await since(8);
    expect(await line()).toContain('It has been on its way for more than 7 days. Ask the company');
    expect(await line()).toMatch(/ 1 .*(nobody|Paul)/);
    expect(await line()).not.toContain('overdue');
    await since(12);
    expect(await line()).toContain('overdue');
    await preparer.open('/finance/exceptions');
    await preparer.follow(`/finance/payouts/${payout}/call-back`);
    expect(preparer.page.text).toContain('Call a payment back');
    await preparer.open('/finance/exceptions');
    await preparer.send({}, `/finance/payouts/${payout}/look`);
    expect(preparer.page.path).toBe(`/finance/payouts/${payout}`);
  });
});
