import { LedgerService, type PostingOrder } from '#ledger';
import { ProviderAlerts, SendingHalts, type Payout } from '#payouts';
import { UnitOfWork } from '#platform';
import { Breaks, Reconciler, ReconciliationModule } from '#reconciliation';
import { CardVisits } from '../../src/payouts/cards/card-visits.service.js';
import { CARDS, CardHouse } from './card-house.js';
import { hours, PayoutHouse, usd } from './payout-house.js';

describe('A shop that takes more from a card than it may spend', () => {
  let cards: CardHouse;
  beforeAll(async () => {
    const settings = { STRIPE_PUBLISHABLE_KEY: 'pk_test_sandbox' };
    const house = await PayoutHouse.open(settings, undefined, [ReconciliationModule]);
    await house.sql(
      `insert into role_grant (person_id, role, granted_by) values ($1, 'finance_preparer', 'system')`,
      house.preparer,
    );
    cards = await CardHouse.within(house);
  });
  afterAll(() => cards.house.close());
  afterEach(async () => {
    expect(await cards.house.brokenPromises()).toEqual([]);
    expect(await cards.house.get(SendingHalts).standing()).toEqual([]);
  });

  const till = () => cards.house.sandbox.desk.cards;
  const cardOf = ({ id }: Payout): string =>
    till()
      .cards()
      .find(({ metadata }) => metadata['payout'] === id)?.id ?? '';
  /** As finance sees it: of the payout, and above it. */
  const shown = async ({ id }: Payout): Promise<bigint[]> => {
    const { spent, overspent, returned } = await cards.desk.get(id);
    return [spent, overspent, returned].map(({ minor }) => minor);
  };
  const alerts = async ({ id }: Payout) =>
    (await cards.house.get(ProviderAlerts).open()).filter(({ subject }) => subject === id);
  const letters = (): number =>
    cards.house.sandbox.desk.inbox().filter(({ subject }) => subject === 'Something to look at')
      .length;
  const look = async (): Promise<void> => {
    await cards.upkeep.lookAtAll();
    await cards.house.running.drain();
  };
  const reconcile = async (): Promise<string[]> => {
    await cards.house.get(Reconciler).run(CARDS);
    const open = await cards.house.get(Breaks).listOpen();
    return open.map(({ code, observedMinor }) => `${code} ${String(observedMinor)}`).sort();
  };
  const book = (
    { id, fund }: Payout,
    kind: 'suspense.paid' | 'suspense.received',
    minor: number,
  ) => {
    const order: PostingOrder = {
      kind,
      variant: 'cards',
      key: `${kind}:${id}:${String(minor)}`,
      fund,
      amount: usd(minor),
      sourceRef: id,
      actor: cards.house.preparer,
    };
    const { house } = cards;
    return house.get(UnitOfWork).run(() => house.get(LedgerService).post([order]));
  };

  it('costs the fund a tip: counted apart, told once, and explained once it is booked', async () => {
    const { yes, payout } = await cards.open(10_000);
    const before = letters();
    till().capture(till().authorize(cardOf(payout), 9_500).id, 10_800);
    await look();
    await look();
    expect(await shown(payout)).toEqual([10_000n, 800n, 0n]);
    expect(await cards.parts(yes)).toEqual(['10000 paid']);
    expect(await alerts(payout)).toMatchObject([{ kind: 'card_overspent', rail: CARDS, times: 1 }]);
    expect(letters() - before).toBe(1);
    expect(await reconcile()).toEqual(['card_spending -800']);
    await book(payout, 'suspense.paid', 800);
    expect(await reconcile()).toEqual([]);
    expect(await cards.pursesAgree()).toBe(true);
  });

  it('changes nothing of the rest that went back when it takes after the end, and may give it back', async () => {
    const { yes, payout } = await cards.open(10_000);
    cards.spend(payout, 4_000);
    await cards.cards.giveBack(yes.applicantId, payout.id);
    expect(await reconcile()).toEqual([]);
    await cards.house.pass(hours(2));
    till().forceCapture(cardOf(payout), 700);
    await look();
    expect(await shown(payout)).toEqual([4_000n, 700n, 6_000n]);
    expect(await cards.parts(yes)).toEqual(['4000 paid', '6000 due']);
    expect(await reconcile()).toEqual(['card_spending -700']);
    await book(payout, 'suspense.paid', 700);
    expect(await reconcile()).toEqual([]);
    await cards.house.pass(hours(2));
    till().refund(cardOf(payout), 900);
    await look();
    expect(await shown(payout)).toEqual([3_800n, 0n, 6_200n]);
    expect(await cards.parts(yes)).toEqual(['3800 paid', '6000 due', '200 due']);
    expect(await reconcile()).toEqual(['card_spending 700']);
    await book(payout, 'suspense.received', 700);
    expect(await reconcile()).toEqual([]);
    expect(await cards.pursesAgree()).toBe(true);
  });

  it('takes nothing from her when a card that came back whole pays all the same', async () => {
    const { yes, payout } = await cards.open(10_000);
    const card = cardOf(payout);
    await cards.cards.giveBack(yes.applicantId, payout.id);
    expect(await cards.stateOf(payout)).toBe('returned');
    await reconcile();
    await cards.house.pass(hours(2));
    till().forceCapture(card, 500);
    await cards.house.get(CardVisits).look({ payoutId: payout.id, firstCard: card });
    await cards.house.running.drain();
    expect(await cards.stateOf(payout)).toBe('returned');
    expect(await cards.parts(yes)).toEqual(['10000 due']);
    expect(await alerts(payout)).toMatchObject([{ kind: 'card_overspent' }]);
    expect(await reconcile()).toEqual(['card_spending -500']);
    await book(payout, 'suspense.paid', 500);
    expect(await reconcile()).toEqual([]);
  });

  it('stops no sending when it takes what it had asked for before the card ended', async () => {
    const { yes, payout } = await cards.open(10_000);
    const open = till().authorize(cardOf(payout), 2_500);
    await cards.cards.giveBack(yes.applicantId, payout.id);
    await cards.house.pass(hours(2));
    till().capture(open.id);
    await look();
    expect(await shown(payout)).toEqual([2_500n, 0n, 7_500n]);
    expect(await reconcile()).toEqual(['amount 10000', 'card_spending -2500']);
  });
});
