import fc from 'fast-check';
import { Awards } from '#approvals';
import { newId } from '#kernel';
import { BooksService, FundingService } from '#ledger';
import {
  ACCOUNTS,
  Batches,
  ClaimDesk,
  Methods,
  RailRegistry,
  ReadyToPay,
  SendingHalts,
  TopUps,
  type PayeeDetails,
} from '#payouts';
import { MoneyWatch, Reconciler, ReconciliationModule } from '#reconciliation';
import { CONNECT, sentByConnect } from '../payouts/connect-house.js';
import { cardDetails } from '../payouts/stands/prepaid-card.js';
import { PayoutHouse, days, details, hours, usd } from '../payouts/payout-house.js';

const CLOSED_ACCOUNT = '000111111116';
/** Paid into an account of hers, and failed later. */
const COMES_BACK_MINOR = 1_313;
const START = 20_000_000;

type PurseName = 'payouts' | 'rewards' | 'cards' | 'connect';
const RAILS: Readonly<Record<PurseName, string>> = {
  payouts: 'stripe-outbound',
  rewards: 'tremendous',
  cards: 'prepaid-card',
  connect: CONNECT,
};
const PURSES = Object.keys(RAILS) as PurseName[];

type Move =
  | {
      readonly act: 'pay';
      readonly purse: PurseName;
      readonly minor: number;
      readonly ends: 'well' | 'badly';
    }
  | {
      readonly act: 'fund';
      readonly purse: PurseName;
      readonly minor: number;
      readonly isThere: boolean;
    }
  | { readonly act: 'fees' };

const purse = fc.constantFrom(...PURSES);
const minor = fc.integer({ min: 1_000, max: 45_000 });
const move: fc.Arbitrary<Move> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      act: fc.constant('pay' as const),
      purse,
      minor,
      ends: fc.constantFrom('well' as const, 'badly' as const),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      act: fc.constant('fund' as const),
      purse,
      minor,
      isThere: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('fees' as const) }) },
);

// Goal: whatever is paid, comes back, is charged and is sent there, our books of a purse are what its provider holds.
// Method: random moves over four purses of two providers; after each run both sides are compared, cent by cent.
describe('The purses', () => {
  let house: PayoutHouse;
  beforeAll(async () => {
    const settings = { STRIPE_PUBLISHABLE_KEY: 'pk_test_sandbox', STRIPE_CONNECT: 'yes' };
    house = await PayoutHouse.open(settings, START, [ReconciliationModule]);
    const funding = house.get(FundingService);
    for (const name of ['rewards', 'cards', 'connect'] as const) {
      const act = { fund: 'GEN', amount: usd(START), actor: house.preparer };
      await funding.receiveGift({ ...act, key: `${name}:gift.received` });
      await funding.authoriseBudget({ ...act, approver: house.releaser, key: `${name}:budget` });
      await funding.sendToProvider({ ...act, key: `${name}:provider.funding.sent` });
      await funding.arriveAtProvider({ ...act, key: `${name}:provider.funding.arrived` }, name);
    }
    house.sandbox.desk.cards.topUp(START);
    house.sandbox.desk.connect.deposit(START);
  });
  afterAll(() => house.close());

  const detailsFor = (name: PurseName, ends: string): PayeeDetails => {
    if (name === 'rewards') return { kind: 'nothing' };
    if (name === 'cards') return cardDetails;
    return details(ends === 'badly' ? CLOSED_ACCOUNT : undefined);
  };

  /** She types her account into a page of the provider's. */
  async function payByConnect({ minor: amount, ends }: Move & { act: 'pay' }): Promise<void> {
    await sentByConnect(house, ends === 'well' ? amount : COMES_BACK_MINOR);
    await house.sending.sweep();
  }

  async function pay({ purse: name, minor: amount, ends }: Move & { act: 'pay' }): Promise<void> {
    const yes = await house.aYes(usd(amount));
    const { applicantId, awardId } = yes;
    const rail = RAILS[name];
    await house.get(Awards).accept(awardId, applicantId);
    await house
      .get(Methods)
      .setUp({ applicantId, awardId, rail, language: 'en' }, detailsFor(name, ends));
    await house.running.drain();
    await house.get(Methods).refresh();
    await house.running.drain();
    // People of this test share an account, which is no matter of money.
    await house.sql('update payout_method set fingerprint = null, likeness = null');
    const chosen = await house.get(ReadyToPay).select(house.preparer, rail, []);
    const order = { rail, leftOut: [], seen: chosen.digest };
    const batch = await house.get(Batches).prepare(house.preparer, order);
    const { digest } = await house.get(Batches).get(batch);
    const seen = Buffer.from(digest ?? []).toString('hex');
    await house.get(Batches).release(batch, house.releaser, seen);
    await house.running.drain();
    await house.sending.sweep();
    if (name !== 'rewards' || ends === 'well') return;
    await house.settlement.poll();
    await house.get(ClaimDesk).callBack((await house.newestOf(applicantId)).id, house.releaser);
  }

  async function fund({
    purse: name,
    minor: amount,
    isThere,
  }: Move & { act: 'fund' }): Promise<void> {
    const id = newId('topUp');
    const gift = { fund: 'GEN', amount: usd(amount), actor: house.preparer, key: `${id}:gift` };
    await house.get(FundingService).receiveGift(gift);
    const expectedOn = house.get(Awards).today();
    const wish = {
      id,
      purse: name,
      fund: 'GEN',
      amount: usd(amount),
      bankReference: id,
      expectedOn,
    };
    await house.get(TopUps).write(wish, house.preparer);
    if (!isThere) return;
    const { desk } = house.sandbox;
    if (name === 'payouts') desk.topUp(amount);
    if (name === 'rewards') desk.rewards.deposit(amount);
    if (name === 'cards') desk.cards.topUp(amount);
    if (name === 'connect') desk.connect.deposit(amount);
  }

  async function make(one: Move): Promise<void> {
    if (one.act === 'pay') await (one.purse === 'connect' ? payByConnect(one) : pay(one));
    if (one.act === 'fund') await fund(one);
    if (one.act === 'fees') house.sandbox.desk.chargeFees();
  }

  /** Time passes until nothing is on its way, and both sides are read. */
  async function settleAll(): Promise<void> {
    for (const time of [hours(2), days(3), days(4)]) {
      await house.pass(time);
      await house.sending.sweep();
      await house.settlement.poll();
    }
    await house.get(MoneyWatch).look();
    for (const rail of Object.values(RAILS)) await house.get(Reconciler).run(rail);
  }

  it('hold by our books what they hold at their providers, to the cent, whatever happened', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(move, { minLength: 3, maxLength: 7 }), async (moves) => {
        for (const one of moves) await make(one);
        await settleAll();
        const books = house.get(BooksService);
        for (const name of PURSES) {
          const { available } = await house.get(RailRegistry).get(RAILS[name]).balance();
          const ours = await books.accountBalance(ACCOUNTS[name], 'USD');
          expect([name, ours.toDecimal()]).toEqual([name, available.toDecimal()]);
        }
        const onTheWay = (await house.get(TopUps).onTheWay()).map(({ amount }) => amount.minor);
        const inBooks = await books.accountBalance('1050', 'USD');
        expect(inBooks.minor).toBe(onTheWay.reduce((sum, one) => sum + one, 0n));
        expect(await house.get(SendingHalts).standing()).toEqual([]);
      }),
      { numRuns: 5, endOnFailure: true },
    );
    expect(await house.brokenPromises()).toEqual([]);
  });
});
