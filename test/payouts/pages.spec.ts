import { createHmac } from 'node:crypto';
import { days, hours } from '#kernel';
import { SendingHalts } from '#payouts';
import { chooseBank, comeBack, setUpPayment, type WayBack } from '../../src/cli/story/applicant.js';
import { prepareBatch, releaseBatch } from '../../src/cli/story/staff.js';
import { type Visitor } from '../../src/cli/story/visitor.js';
import { expectBooksToBalance, openTheatre, type Theatre } from '../support/stage.js';
import { aYesAt, payoutOf, staffAt } from './yes.js';

const CLOSED_ACCOUNT = '000111111116';
const REFUSED_ACCOUNT = '000444444440';
const GOOD = {
  country: 'US',
  givenName: 'Sam',
  surname: 'Lee',
  routingNumber: '110 000-000',
  accountNumber: '0001 2345 6789',
  accountType: 'checking',
  consent: 'yes',
};

describe('The pages of payments', () => {
  let theatre: Theatre;
  beforeAll(async () => {
    theatre = await openTheatre();
  });
  afterAll(() => theatre.stop());

  const staff = (account: string): Promise<Visitor> => staffAt(theatre, account);

  const aYes = (amount: string): Promise<{ visitor: Visitor; wayBack: WayBack }> =>
    aYesAt(theatre, amount);

  async function send(payout: string): Promise<string> {
    const batch = await prepareBatch(await staff('preparer'), [payout]);
    await releaseBatch(await staff('releaser'), batch);
    await theatre.drain();
    return batch;
  }

  async function pass(milliseconds: number): Promise<void> {
    theatre.clock.advance(milliseconds);
    theatre.sandbox.desk.forward(0);
    await theatre.sandbox.desk.webhooksSettled();
    await theatre.drain();
    // Sessions end meanwhile: everybody signs in again.
  }

  it('say so when there is nothing: no batch, nothing ready, no exception', async () => {
    const preparer = await staff('preparer');
    expect((await preparer.open('/finance')).text).toContain('To pay today');
    expect((await preparer.open('/finance/ready')).text).toContain('Nothing is ready to pay');
    expect((await preparer.open('/finance/batches')).text).toContain('There is no batch yet');
    expect((await preparer.open('/finance/exceptions')).text).toContain('Everything went its way');
    expect((await preparer.open('/finance/funds')).text).toContain('Budget and money of each fund');
    expect((await preparer.open('/finance/payouts/pay_nonsense')).status).toBe(404);
    expect((await preparer.open('/finance/batches/bat_00000000000000000000')).status).toBe(404);
  });

  it('are open to finance only, and each button to its role', async () => {
    const reviewer = await staff('reviewer');
    for (const path of ['/finance', '/finance/ready', '/finance/batches', '/finance/exceptions']) {
      expect((await reviewer.open(path)).status).toBe(403);
    }
    const releaser = await staff('releaser');
    expect((await releaser.open('/finance/ready')).status).toBe(403);
    const preparer = await staff('preparer');
    expect((await preparer.open('/finance/halts/1')).status).toBe(403);
  });

  it('keep what she typed and say at each field what is wrong, in her language', async () => {
    const { visitor } = await aYes('211.05');
    await chooseBank(visitor);
    await visitor.send({ ...GOOD, routingNumber: '110000001', accountNumber: '12', consent: [] });
    expect(visitor.page.status).toBe(422);
    expect(visitor.page.text).toContain('Mark that we may give this');
    await visitor.send({ ...GOOD, routingNumber: '110000001', accountNumber: '12a4' });
    expect(visitor.page.text).toContain('One of its 9 numbers is off');
    await visitor.send({
      ...GOOD,
      country: 'MX',
      routingNumber: '11000000',
      accountNumber: '12a4',
    });
    expect(visitor.page.text).toContain('Check the routing number. It has 9 numbers');
    expect(visitor.page.text).toContain('Pick the country from the list');
    expect(visitor.page.html).toContain('href="#country"');
    expect(visitor.page.text).toContain('4 to 17 numbers');
    expect(visitor.page.html).toContain('value="Sam"');
    expect(visitor.page.html).not.toContain('12a4');
    await visitor.send({ ...GOOD, routingNumber: '110.000 000', accountNumber: '0001–2345 6789' });
    expect(visitor.page.text).toContain('Account ending in 89');
    expect(visitor.page.html).not.toMatch(/000 ?1234|123456789/);
    await visitor.send({ carried: 'nonsense' });
    expect(visitor.page.text).toContain('Write this again');
    await visitor.send({ ...GOOD, accountNumber: REFUSED_ACCOUNT });
    await visitor.send();
    expect(visitor.page.html).toContain('href="#accountNumber"');
    expect(visitor.page.text).toContain('The bank did not find this account.');
    expect(visitor.page.html).toContain('value="Sam"');
    expect(visitor.page.html).not.toContain(REFUSED_ACCOUNT);
    await visitor.send({ ...GOOD, extra: '1' });
    expect(visitor.page.status).toBe(422);
    await visitor.post('/s/1/2', { rail: 'stripe-outbound' });
    expect(visitor.page.status).toBe(403);
  });

  it('carry a payment that came back to a second account and through a second release', async () => {
    const { visitor, wayBack } = await aYes('212.06');
    await setUpPayment(visitor, CLOSED_ACCOUNT);
    const first = await payoutOf(theatre, '212.06');
    const batch = await send(first);
    let releaser = await staff('releaser');
    expect((await releaser.open(batch)).text).toContain('on its way');
    expect(releaser.page.text).toContain('Payouts are on their way. Look again');
    await pass(hours(1));
    releaser = await staff('releaser');
    expect((await releaser.open(`/finance/payouts/${first}`)).text).toContain('paid');
    await pass(days(3));
    releaser = await staff('releaser');
    await releaser.open('/finance/exceptions');
    expect(releaser.page.text).toContain('The account is closed.');
    await releaser.send({}, `/finance/exceptions/${first}/own`);
    expect(releaser.page.text).not.toContain('nobody');
    await releaser.follow(`/finance/exceptions/${first}/ask`);
    await releaser.send({}, '/ask');
    expect(releaser.page.text).toContain('The person has been asked for another way');

    await comeBack(visitor, wayBack);
    await visitor.open('/s/1');
    expect(visitor.page.text).toContain('Your money is safe');
    await setUpPayment(visitor);
    expect(visitor.page.text).not.toContain('did not go through');
    const second = await payoutOf(theatre, '212.06');
    expect(second).not.toBe(first);
    expect((await visitor.open('/s/1')).text).toContain('The money waits until');
    const preparer = await staff('preparer');
    expect((await preparer.open('/finance/ready')).text).toContain('The account was changed');
    await pass(hours(24));
    await send(second);
    await pass(hours(1));
    await comeBack(visitor, wayBack);
    expect(visitor.page.text).toContain('We sent you $212.06');
    await expectBooksToBalance(theatre);
  });

  it('stop with a sentence when sending is halted, and run again when a releaser says why', async () => {
    await theatre.get(SendingHalts).halt('A test of the brakes.');
    const releaser = await staff('releaser');
    await releaser.open('/finance');
    expect(releaser.page.text).toContain('A test of the brakes.');
    await releaser.follow('/finance/halts/');
    await releaser.send({ reason: 'short' }, '/finance/halts/');
    expect(releaser.page.status).toBe(422);
    expect(releaser.page.html).toContain('short');
    await releaser.send({ reason: 'It was only a test of the brakes.' }, '/finance/halts/');
    expect(releaser.page.text).not.toContain('Sending is stopped');
  });

  it('refuse notices that are not signed as they must be, and thank for the others', async () => {
    const body = JSON.stringify({
      id: 'evt_over_http',
      object: 'v2.core.event',
      type: 'v2.money_management.outbound_payment.posted',
      created: theatre.clock.now().toISOString(),
      livemode: false,
      related_object: { id: 'obp_elsewhere', type: 'x', url: '/x' },
    });
    const seconds = String(Math.trunc(theatre.clock.now().getTime() / 1_000));
    const v1 = createHmac('sha256', theatre.sandbox.webhookSecret)
      .update(`${seconds}.${body}`)
      .digest('hex');
    const post = async (headers: Record<string, string>, text = body): Promise<number> => {
      const answer = await fetch(`${theatre.url}/webhooks/stripe`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: text,
      });
      return answer.status;
    };
    const signed = { 'stripe-signature': `t=${seconds},v1=${v1}` };
    expect(await post(signed)).toBe(200);
    expect(await post(signed)).toBe(200);
    expect(await post({})).toBe(400);
    expect(await post({ 'stripe-signature': `t=1,v1=${v1}` })).toBe(400);
    expect(await post(signed, `${body} `)).toBe(400);
    expect(await post(signed, 'x'.repeat(1_048_577))).toBe(413);
    expect(
      await theatre.sandbox.desk.forge('stale', 'v2.core.account.updated', 'acct_1'),
    ).toContain('400');
  });
});
