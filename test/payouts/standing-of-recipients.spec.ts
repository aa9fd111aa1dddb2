import { Awards } from '#approvals';
import { days, hours } from '#kernel';
import {
  HostedMethods,
  Methods,
  PayoutExceptions,
  Payouts,
  RailRegistry,
  ReadyToPay,
  WaitingMethods,
  type Method,
  type Payout,
  type PayoutRail,
} from '#payouts';
import { details, PayoutHouse, RAIL, usd, type Case } from './payout-house.js';

/** Saved, and then Stripe asks for her date of birth. */
const ASKED_FOR_MORE = '000999999991';
const URLS = { refresh: 'http://127.0.0.1/refresh', done: 'http://127.0.0.1/done' };

// Goal: what the company that pays says of a person reaches her and finance, and no payment runs against a wall.
// Method: the services on a real database, with the provider's sandbox.
describe('What the provider says of a person after she gave her account', () => {
  let house: PayoutHouse;
  beforeAll(async () => {
    house = await PayoutHouse.open();
  });
  afterEach(async () => {
    expect(await house.brokenPromises()).toEqual([]);
    await house.putAside();
    // The next person has the same account, which is no matter of this test.
    await house.sql('update payout_method set fingerprint = null, likeness = null');
  });
  afterAll(() => house.close());

  async function gave(accountNumber?: string): Promise<{ yes: Case; method: Method }> {
    const yes = await house.aYes(usd(45_000));
    await house.get(Awards).accept(yes.awardId, yes.applicantId);
    const { applicantId, awardId } = yes;
    const wish = { applicantId, awardId, rail: RAIL, language: 'en' };
    await house.get(Methods).setUp(wish, details(accountNumber));
    await house.running.drain();
    await house.get(Methods).refresh();
    await house.running.drain();
    const method = await current(yes);
    if (!method) throw new Error('She has no way.');
    return { yes, method };
  }

  const current = ({ applicantId }: Case): Promise<Method | null> =>
    house.get(Methods).current(applicantId);

  async function pull(method: Method, lever: 'ask' | 'answer' | 'reject'): Promise<void> {
    house.sandbox.desk.recipients.pull(method.providerRecipient ?? '', lever);
    house.sandbox.desk.forward(0);
    await house.get(Methods).applyRecipient(
      RAIL,
      await house
        .get(RailRegistry)
        .get(RAIL)
        .recipient(method.providerRecipient ?? ''),
    );
    await house.running.drain();
  }

  async function answersThere(url: string | undefined): Promise<void> {
    const body = new URLSearchParams({ birth: '1990-12-31' });
    const answer = await fetch(url ?? '', { method: 'POST', body, redirect: 'manual' });
    expect(answer.status).toBe(303);
    house.sandbox.desk.forward(0);
  }

  const told = async ({ applicantId }: Case): Promise<number> => {
    const [row] = await house.running.database.query<{ count: number }>(
      `select count(*)::integer as count from message where applicant_id = $1`,
      [applicantId],
    );
    return row?.count ?? 0;
  };

  const waitFor = async ({ awardId }: Case): Promise<string | null> =>
    (await house.get(WaitingMethods).list()).find((one) => one.awardId === awardId)?.kind ?? null;

  it('is hers to answer: she is told once, her page leads there, finance sees it, and then she is paid', async () => {
    const { yes, method } = await gave(ASKED_FOR_MORE);
    expect(method).toMatchObject({ state: 'verified', standing: 'needs_action' });
    expect(await house.get(Payouts).setUpNeed(yes.applicantId)).toBe('finish');
    expect(house.get(Methods).canGoOn(method)).toBe(true);
    const before = await told(yes);
    await house.get(Methods).refresh();
    await house.running.drain();
    expect([before, await told(yes)]).toEqual([1, 1]);
    expect(await waitFor(yes)).toBe('asked_for_more');

    const hosted = house.get(HostedMethods);
    const first = await hosted.page(yes.applicantId, URLS);
    const second = await hosted.page(yes.applicantId, URLS);
    expect(second?.url).not.toBe(first?.url);
    await answersThere(second?.url);
    await hosted.comeBack(yes.applicantId);
    await house.running.drain();
    expect(await current(yes)).toMatchObject({ state: 'active', standing: 'ready' });
    expect(await hosted.page(yes.applicantId, URLS)).toBeNull();
    expect([await waitFor(yes), await house.get(Payouts).setUpNeed(yes.applicantId)]).toEqual([
      null,
      null,
    ]);
    expect(await house.newestOf(yes.applicantId)).toMatchObject({ state: 'approved' });
  });

  it('holds back what is ready and what was released, says why, and lets it go when she has answered', async () => {
    const one = await gave();
    const other = await gave();
    const released = await house.newestOf(one.yes.applicantId);
    await pull(other.method, 'ask');
    const obstacles = async (): Promise<unknown[]> =>
      (await house.get(ReadyToPay).list(house.preparer)).map(({ applicantId, obstacle }) => [
        applicantId,
        obstacle,
      ]);
    expect(await obstacles()).toEqual(
      expect.arrayContaining([
        [one.yes.applicantId, null],
        [other.yes.applicantId, 'with_person'],
      ]),
    );
    await house.release();
    await pull(one.method, 'ask');
    await house.sending.sweep();
    expect(await house.stateOf(released.id)).toBe('released');
    expect(house.paymentsFor(released)).toBe(0);
    expect(await waitFor(one.yes)).toBe('asked_for_more');

    await pull(one.method, 'answer');
    await house.wakeUp();
    await house.sending.sweep();
    expect(await house.stateOf(released.id)).toBe('in_transit');
    expect(house.paymentsFor(released)).toBe(1);
  });

  it('asks her anew each time that the company needs something again', async () => {
    const { yes, method } = await gave();
    await pull(method, 'ask');
    await pull(method, 'answer');
    expect(await current(yes)).toMatchObject({ state: 'active', standing: 'ready' });
    house.running.clock.advance(hours(1));
    await pull(method, 'ask');
    expect(await told(yes)).toBe(2);
  });

  it('ends a way that the company pays no more: what waited is void, she is asked, and it never comes back by itself', async () => {
    const { yes, method } = await gave();
    const payout = await house.newestOf(yes.applicantId);
    await pull(method, 'reject');
    expect(await current(yes)).toBeNull();
    expect(await house.get(Methods).lastEnding(yes.applicantId)).toBe('stopped');
    expect(await house.stateOf(payout.id)).toBe('cancelled');
    expect([await told(yes), await waitFor(yes)]).toEqual([1, 'stopped']);

    const { applicantId, awardId } = yes;
    const wish = { applicantId, awardId, rail: RAIL, language: 'en' };
    await expect(house.get(Methods).setUp(wish, details('000444444440'))).rejects.toMatchObject({
      code: 'METHOD_REFUSED',
    });
    expect(await current(yes)).toBeNull();
    await house.get(Methods).setUp(wish, details());
    await house.running.drain();
    house.running.clock.advance(days(4));
    await house.get(Methods).refresh();
    await house.running.drain();
    expect(await house.newestOf(applicantId)).toMatchObject({
      state: 'approved',
      reissueOf: payout.id,
    });
  });

  it('asks the company why when it refuses a payment, and a second one waits instead of failing too', async () => {
    const { yes, method } = await gave();
    const payout = await house.newestOf(yes.applicantId);
    await house.release();
    // The notice of it is lost.
    house.sandbox.desk.recipients.pull(method.providerRecipient ?? '', 'ask');
    await house.sending.sweep();
    expect(await house.get(Payouts).get(payout.id)).toMatchObject({
      state: 'failed',
      reason: 'not_ready',
    });
    await house.get(Methods).refresh();
    expect(await current(yes)).toMatchObject({ state: 'active', standing: 'needs_action' });
    await house.get(PayoutExceptions).retry(payout.id, house.preparer);
    const next: Payout = await house.newestOf(yes.applicantId);
    const [item] = (await house.get(ReadyToPay).list(house.preparer)).filter(
      ({ id }) => id === next.id,
    );
    expect(item?.obstacle).toBe('with_person');
  });

  it('offers no page where the company has none', async () => {
    const { yes } = await gave(ASKED_FOR_MORE);
    const real = house.get(RailRegistry).get(RAIL);
    const rails = Reflect.get(house.get(RailRegistry), 'rails') as Map<string, PayoutRail>;
    rails.set(RAIL, withoutPages(real));
    const method = await current(yes);
    expect(method && house.get(Methods).canGoOn(method)).toBe(false);
    expect(await house.get(HostedMethods).page(yes.applicantId, URLS)).toBeNull();
    rails.set(RAIL, real);
  });
});

/** The same rail without pages of the provider's own. */
function withoutPages(rail: PayoutRail): PayoutRail {
  return new Proxy(rail, {
    get: (target, name): unknown =>
      name === 'onboardingLink' ? undefined : Reflect.get(target, name, target),
  });
}
