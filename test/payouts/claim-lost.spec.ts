import { Awards } from '#approvals';
import { FundingService } from '#ledger';
import {
  Batches,
  ClaimDesk,
  ClaimLinks,
  Methods,
  ReadyToPay,
  stageOf,
  type ClaimLink,
  type Payout,
} from '#payouts';
import { PayoutHouse, usd } from './payout-house.js';

const RAIL = 'tremendous';

describe('A link whose answer was lost', () => {
  let house: PayoutHouse;
  let payout: Payout;

  beforeAll(async () => {
    house = await PayoutHouse.open();
    const funding = house.get(FundingService);
    const act = { fund: 'GEN', amount: usd(100_000), actor: house.preparer };
    const sent = { ...act, key: 'rewards:sent', approver: house.releaser };
    await funding.receiveGift({ ...act, key: 'rewards:gift' });
    await funding.sendToProvider(sent);
    await funding.arriveAtProvider({ ...act, key: 'rewards:arrived' }, 'rewards');
    const yes = await house.aYes();
    await house.get(Awards).accept(yes.awardId, yes.applicantId);
    const wish = { applicantId: yes.applicantId, awardId: yes.awardId, rail: RAIL, language: 'en' };
    await house.get(Methods).setUp(wish, { kind: 'nothing' });
    await house.running.drain();
    payout = await house.newestOf(yes.applicantId);
    const { digest } = await house.get(ReadyToPay).select(house.preparer, RAIL, []);
    const batches = house.get(Batches);
    const batch = await batches.prepare(house.preparer, { rail: RAIL, leftOut: [], seen: digest });
    const locked = Buffer.from((await batches.get(batch)).digest ?? []).toString('hex');
    await batches.release(batch, house.releaser, locked);
    const fault = { method: 'POST', path: '/api/v2/orders' } as const;
    house.sandbox.desk.addFault({ ...fault, kind: 'drop_after' });
    await house.sending.sweep();
  });
  afterAll(() => house.close());

  const link = (): Promise<ClaimLink> => house.get(ClaimLinks).get(payout.applicantId, payout.id);
  const show = (): Promise<string> => house.get(ClaimLinks).show(payout.applicantId, payout.id);
  const orders = () => house.sandbox.desk.rewards.orders();

  it('is not shown while nobody knows what became of it', async () => {
    expect(await house.stateOf(payout.id)).toBe('outcome_unknown');
    expect(stageOf(await link())).toBe('not_yet');
    await expect(show()).rejects.toMatchObject({ code: 'CLAIM_OVER' });
  });

  it('is found under the payout’s own name, and nothing is paid twice', async () => {
    await house.wakeUp();
    await house.sending.sweep();
    expect(await house.stateOf(payout.id)).toBe('in_transit');
    expect(orders().map(({ externalId }) => externalId)).toEqual([payout.id]);
    expect((await house.get(ClaimDesk).unused()).map(({ payoutId }) => payoutId)).toEqual([
      payout.id,
    ]);
  });

  it('costs her no look while the provider is silent', async () => {
    const fault = { kind: 'drop_before', method: 'POST', path: '/api/v2/rewards' } as const;
    house.sandbox.desk.addFault(fault);
    await expect(show()).rejects.toMatchObject({ code: 'RAIL_UNAVAILABLE' });
    expect(stageOf(await link())).toBe('ready');
  });

  it('is made when she looks, also when she looks twice at once', async () => {
    const shown = await Promise.all([show(), show()]);
    expect(new Set(shown).size).toBe(2);
    const answers = await Promise.all(shown.map(async (one) => (await fetch(one)).status));
    expect(answers.sort()).toEqual([200, 404]);
    expect((await link()).showings).toHaveLength(2);
    expect((await link()).usableUntil).not.toBeNull();
  });

  it('is not shown to anybody else', async () => {
    const other = await house.aYes();
    await expect(house.get(ClaimLinks).show(other.applicantId, payout.id)).rejects.toMatchObject({
      code: 'CLAIM_UNKNOWN',
    });
  });

  it('is called back once, also when two people try', async () => {
    const desk = house.get(ClaimDesk);
    const tries = await Promise.allSettled([
      desk.callBack(payout.id, house.preparer),
      desk.callBack(payout.id, house.releaser),
    ]);
    expect(tries.some(({ status }) => status === 'fulfilled')).toBe(true);
    expect(await house.stateOf(payout.id)).toBe('failed');
    expect(await house.entriesOf(payout)).toEqual(['payout.initiated', 'payout.failed']);
    expect(house.sandbox.desk.rewards.balance.isBalanced).toBe(true);
    expect(await house.brokenPromises()).toEqual([]);
  });
});
