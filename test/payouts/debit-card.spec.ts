import { Awards } from '#approvals';
import { hours } from '#kernel';
import {
  BatchChecks,
  HostedMethods,
  Methods,
  Payouts,
  RailRegistry,
  StaffInstruments,
  type Method,
  type Payout,
} from '#payouts';
import { fillIn, fillInCard, sdkFor } from '../sandbox/support.js';
import { type Case, details, PayoutHouse, RAIL, usd } from './payout-house.js';

const DECLINED = '4000000000000002';
/** Numbers that no other test here uses: one card in two hands is a matter of its own. */
let cards = 0;
function anotherCard(): string {
  cards += 1;
  const digits = `40000566${String(cards).padStart(7, '0')}`;
  const sum = Array.from(digits)
    .map(Number)
    .reduce((total, digit, at) => {
      const doubled = at % 2 === 0 ? digit * 2 : digit;
      return total + (doubled > 9 ? doubled - 9 : doubled);
    }, 0);
  return `${digits}${String((10 - (sum % 10)) % 10)}`;
}

const URLS = { refresh: 'http://127.0.0.1/refresh', done: 'http://127.0.0.1/done' };

// Goal: the number of her card is typed on Stripe's own page and is never here; the money is there within minutes.
describe('Money on a debit card that she has', () => {
  let house: PayoutHouse;
  beforeAll(async () => {
    house = await PayoutHouse.open();
  });
  afterEach(async () => {
    expect(await house.brokenPromises()).toEqual([]);
  });
  afterAll(() => house.close());

  /** She said her name and went to the page of the company. */
  async function atTheirPage(minor = 45_000): Promise<{ yes: Case; url: string }> {
    const yes = await house.aYes(usd(minor));
    await house.get(Awards).accept(yes.awardId, yes.applicantId);
    const { applicantId, awardId } = yes;
    const wish = { applicantId, awardId, rail: RAIL, way: 'debit-card', language: 'en' };
    const name = { kind: 'name', givenName: 'Given', surname: 'Surname' } as const;
    await house.get(HostedMethods).start(wish, name);
    const page = await house.get(HostedMethods).page(applicantId, URLS);
    return { yes, url: page?.url ?? '' };
  }

  async function back({ applicantId }: Case): Promise<Method | null> {
    house.sandbox.desk.forward(0);
    await house.get(HostedMethods).comeBack(applicantId);
    await house.running.drain();
    return house.get(Methods).current(applicantId);
  }

  async function sent(cardNumber = anotherCard()): Promise<Payout> {
    const { yes, url } = await atTheirPage();
    await fillInCard(url, cardNumber);
    await back(yes);
    const payout = await house.newestOf(yes.applicantId);
    await house.release();
    await house.sending.sweep();
    return payout;
  }

  it('is set up there, and only its last digits and the company’s names for it are kept', async () => {
    const { yes, url } = await atTheirPage();
    await fillInCard(url, '4000056655665556');
    const method = await back(yes);
    expect(method).toMatchObject({ state: 'active', rail: RAIL, way: 'debit-card' });
    expect(method?.providerMethod).toMatch(/^card_/);
    expect(method && (await house.get(Methods).lastDigits(method))).toBe('56');
    await house.putAside();
  });

  it('waits while she has given nothing there, and what she had before is hers again after a day', async () => {
    const { yes } = await atTheirPage();
    expect(await back(yes)).toMatchObject({ state: 'pending', way: 'debit-card' });
    house.running.clock.advance(hours(25));
    expect(await back(yes)).toBeNull();
  });

  it('is never a bank account: there is no field for one, and one that is there all the same is refused', async () => {
    const { yes, url } = await atTheirPage();
    expect(await (await fetch(url)).text()).not.toContain('account_number');
    await expect(fillIn(url, '000123456789', { kind: 'bank_account' })).rejects.toThrow('card');
    const { providerRecipient } = (await house.get(Methods).current(yes.applicantId)) ?? {};
    const { accountNumber, routingNumber } = details();
    const bank = { country: 'us', currency: 'usd', bank_account_type: 'checking' as const };
    await sdkFor(house.sandbox).v2.moneyManagement.outboundSetupIntents.create(
      {
        payout_method_data: {
          type: 'bank_account',
          bank_account: { ...bank, account_number: accountNumber, routing_number: routingNumber },
        },
      },
      { stripeContext: providerRecipient ?? '' },
    );
    expect(await back(yes)).toBeNull();
    expect(await house.get(Methods).lastEnding(yes.applicantId)).toBe('not_set_up');
  });

  it('of somebody who works here is known by the mark that the company shows of it', async () => {
    const card = anotherCard();
    const { yes, url } = await atTheirPage();
    await fillInCard(url, card);
    const { data } = await sdkFor(house.sandbox).v2.moneyManagement.payoutMethods.list(
      {},
      {
        stripeContext: (await house.get(Methods).current(yes.applicantId))?.providerRecipient ?? '',
      },
    );
    const mark = data[0]?.card?.fingerprint ?? '';
    const { preparer, approver } = house;
    await house.get(StaffInstruments).addMark({ provider: 'stripe', mark }, preparer, approver);
    expect(await back(yes)).toMatchObject({ state: 'active' });
    expect(await house.get(StaffInstruments).matches()).toMatchObject([
      { awardId: yes.awardId, personId: preparer },
    ]);
    await house.putAside();
  });

  it('costs what debit cards cost, beside what transfers cost in the same batch', async () => {
    const { yes, url } = await atTheirPage(6_000);
    await fillInCard(url, anotherCard());
    await back(yes);
    const payouts = [
      await house.newestOf(yes.applicantId),
      await house.setUp(await house.aYes(usd(45_000))),
    ];
    const { rails } = await house.get(BatchChecks).check(payouts);
    expect(rails).toEqual([
      { rail: RAIL, way: 'debit-card', count: 1, total: usd(6_000), expectedFee: usd(200) },
      { rail: RAIL, way: null, count: 1, total: usd(45_000), expectedFee: usd(150) },
    ]);
    await house.putAside();
  });

  it('arrives, and cannot be called back once it was sent', async () => {
    const payout = await sent();
    expect(await house.stateOf(payout.id)).toBe('in_transit');
    const [attempt] = await house.get(Payouts).attempts(payout.id);
    const ref = attempt?.providerRef ?? '';
    const payment = house.sandbox.desk.payments().find(({ id }) => id === ref);
    expect(payment?.to.payout_method).toMatch(/^card_/);
    const rail = house.get(RailRegistry).get(RAIL);
    expect(await rail.cancel(ref, 'key-of-a-cancel')).toBe('too_late');
    await house.pass(hours(2));
    await house.settlement.poll();
    expect(await house.stateOf(payout.id)).toBe('paid');
  });

  it('fails when the bank of the card declines it, with a reason in plain words', async () => {
    const payout = await sent(DECLINED);
    await house.pass(hours(2));
    await house.settlement.poll();
    expect(await house.get(Payouts).get(payout.id)).toMatchObject({
      state: 'failed',
      reason: 'declined',
      rawReason: 'payout_method_declined',
    });
  });

  it('given by two people makes a person look, and refuses nobody', async () => {
    const holds = async (): Promise<number> => {
      const [row] = await house.running.database.query<{ count: number }>(
        `select count(*)::integer as count from hold where reason_code = 'INSTRUMENT_SHARED'`,
      );
      return row?.count ?? 0;
    };
    const before = await holds();
    for (const last of [1, 2]) {
      const { yes, url } = await atTheirPage(10_000 + last);
      await fillInCard(url, '5200828282828210');
      expect(await back(yes)).toMatchObject({ state: 'active' });
    }
    expect(await holds()).toBe(before + 1);
    await house.putAside();
  });
});
