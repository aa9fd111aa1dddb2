import { minutes } from '#kernel';
import { CardShowings, ProviderAlerts, RailRegistry, SendingPolicy } from '#payouts';
import { CardHouse, CARDS } from './card-house.js';

const PATH = '/v1/issuing/cards';

/** How the card company is called for what is done with cards in people's hands. */
describe('The acts on cards', () => {
  let cards: CardHouse;
  beforeAll(async () => {
    cards = await CardHouse.open();
  });
  beforeEach(async () => {
    Object.assign(cards.house.policy, new SendingPolicy());
    await cards.house.sql('delete from rail_state');
  });
  afterEach(async () => {
    cards.house.sandbox.desk.clearFaults();
    expect(await cards.house.brokenPromises()).toEqual([]);
  });
  afterAll(() => cards.house.close());

  const calls = (method?: string): number =>
    cards.house.sandbox.desk
      .requests('/v1/issuing')
      .filter((one) => (method ?? one.method) === one.method).length;

  const limited = (method: 'GET' | 'POST', retryAfterSeconds: number): void => {
    const fault = { kind: 'status_429', method, path: PATH, times: 1 } as const;
    cards.house.sandbox.desk.addFault({ ...fault, retryAfterSeconds });
  };

  const afresh = async (): Promise<void> => {
    await cards.house.sql('delete from rail_state');
    cards.house.sandbox.desk.clearRequests();
  };

  /** For how many seconds from now. */
  async function rail(column: 'asked' | 'rests'): Promise<number> {
    const [row] = await cards.house.running.database.query<Record<string, number | null>>(
      `select extract(epoch from asked_until - clock_timestamp())::float8 as asked,
              extract(epoch from rests_until - clock_timestamp())::float8 as rests
       from rail_state where rail = $1`,
      [CARDS],
    );
    return row?.[column] ?? -Infinity;
  }

  const waits = (seconds: number): Promise<unknown> =>
    cards.house.sql(
      `insert into rail_state (rail, asked_until)
       values ($1, clock_timestamp() + make_interval(secs => $2))
       on conflict (rail) do update set asked_until = excluded.asked_until`,
      CARDS,
      seconds,
    );

  const rests = (seconds: number): Promise<unknown> =>
    cards.house.sql(
      `insert into rail_state (rail, rests_until)
       values ($1, clock_timestamp() + make_interval(secs => $2))
       on conflict (rail) do update set rests_until = excluded.rests_until`,
      CARDS,
      seconds,
    );

  const unavailable = { code: 'RAIL_UNAVAILABLE' };

  it('are heard: when one of them is too much, nobody asks the company anything before the time it named', async () => {
    const { yes, payout } = await cards.open();
    await afresh();
    limited('POST', 60);
    await expect(cards.cards.freeze(yes.applicantId, payout.id)).rejects.toMatchObject(unavailable);
    expect(await rail('rests')).toBeGreaterThan(50);
    const before = calls();
    const balance = cards.house.get(RailRegistry).get(CARDS).balance();
    await expect(balance).rejects.toMatchObject(unavailable);
    await expect(cards.desk.spending(await cards.desk.get(payout.id))).rejects.toMatchObject(
      unavailable,
    );
    await expect(cards.cards.freeze(yes.applicantId, payout.id)).rejects.toMatchObject(unavailable);
    expect(calls()).toBe(before);
    expect((await cards.desk.get(payout.id)).state).toBe('active');
    await cards.house.sql('delete from rail_state');
    await cards.cards.freeze(yes.applicantId, payout.id);
    expect(cards.spend(payout, 100)).toBe(false);
  });

  it('and what is only looked at are heard in the same way', async () => {
    const { payout } = await cards.open();
    await afresh();
    limited('GET', 60);
    const card = await cards.desk.get(payout.id);
    await expect(cards.desk.spending(card)).rejects.toMatchObject(unavailable);
    expect(await rail('rests')).toBeGreaterThan(50);
  });

  it.each([
    ['to freeze', 7, 'freeze'],
    ['to replace', 9, 'replace'],
    ['to end', 7, 'giveBack'],
  ] as const)('are counted in requests, with the look that follows: %s', async (_, most, act) => {
    const { yes, payout } = await cards.open();
    cards.house.policy.pace = { questionsPerSecond: 1 };
    await afresh();
    await cards.cards[act](yes.applicantId, payout.id, 'stolen');
    // The allowance of one second is free, and the call took a moment.
    expect(await rail('asked')).toBeGreaterThan(most - 3);
    expect(await rail('asked')).toBeLessThanOrEqual(most);
    expect(calls()).toBeGreaterThanOrEqual(most);
  });

  it('are counted when a number is shown, too, and when it is asked what was spent', async () => {
    const { yes, payout } = await cards.open();
    cards.house.policy.pace = { questionsPerSecond: 1 };
    await afresh();
    await cards.house.get(CardShowings).permit(yes.applicantId, payout.id);
    expect(await rail('asked')).toBeGreaterThan(1);
    await afresh();
    await cards.desk.spending(await cards.desk.get(payout.id));
    expect(await rail('asked')).toBeGreaterThan(1);
  });

  it('that let money go have their turn when it comes, and are refused when too many wait', async () => {
    const { yes, payout } = await cards.open();
    await cards.cards.freeze(yes.applicantId, payout.id);
    await waits(3_600);
    const unfreeze = (): Promise<void> => cards.cards.unfreeze(yes.applicantId, payout.id);
    await expect(unfreeze()).rejects.toMatchObject(unavailable);
    expect(cards.spend(payout, 100)).toBe(false);
    expect((await cards.desk.get(payout.id)).state).toBe('frozen');
  });

  it.each(['freeze', 'replace', 'giveBack'] as const)(
    'that stop a card go before everybody who waits: %s',
    async (act) => {
      const { yes, payout } = await cards.open();
      expect(cards.spend(payout, 100)).toBe(true);
      await waits(3_600);
      await cards.cards[act](yes.applicantId, payout.id, 'stolen');
      expect(cards.spend(payout, 100)).toBe(false);
      expect((await cards.desk.get(payout.id)).state).not.toBe('active');
      expect(await rail('asked')).toBeGreaterThan(3_590);
    },
  );

  it('that stop a card are tried although the company did not answer payments of late', async () => {
    const { yes, payout } = await cards.open();
    await afresh();
    await cards.house.sql(
      `insert into rail_state (rail, breaker, failures, opened_at, probe_at)
       values ($1, 'open', 10, clock_timestamp(), clock_timestamp() + interval '1 hour')`,
      CARDS,
    );
    await cards.cards.freeze(yes.applicantId, payout.id);
    expect(cards.spend(payout, 100)).toBe(false);
    expect((await cards.desk.get(payout.id)).state).toBe('frozen');
  });

  it('that stop a card wait for the end of a rest that is over soon', async () => {
    const { yes, payout } = await cards.open();
    await rests(1);
    const begun = performance.now();
    await cards.cards.freeze(yes.applicantId, payout.id);
    expect(performance.now() - begun).toBeGreaterThan(800);
    expect((await cards.desk.get(payout.id)).state).toBe('frozen');
  });

  it('tell of a word about a card that nobody knows', async () => {
    const { yes, payout } = await cards.open();
    const { firstCard } = await cards.desk.get(payout.id);
    const look = async (): Promise<void> => {
      cards.house.running.clock.advance(minutes(2));
      await cards.cards.fresh(yes.applicantId, payout.id);
    };
    await look();
    expect(await alertsAbout(firstCard)).toEqual([]);
    cards.house.sandbox.desk.addFault({ kind: 'strange_word', method: 'GET', times: 1 });
    await look();
    expect(await alertsAbout(firstCard)).toEqual(['payment_state teleported']);
    await look();
    expect((await cards.desk.get(payout.id)).state).toBe('active');
  });

  async function alertsAbout(subject: string): Promise<string[]> {
    const rows = await cards.house.get(ProviderAlerts).open();
    return rows
      .filter((row) => row.rail === CARDS && row.subject === subject)
      .map(({ kind, value }) => `${kind} ${value}`);
  }
});
