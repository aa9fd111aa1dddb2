import { Awards } from '#approvals';
import { DomainError, hours, minutes } from '#kernel';
import {
  HostedMethods,
  Methods,
  RailRegistry,
  RailUnavailable,
  type Method,
  type PayoutRail,
} from '#payouts';
import { MethodsStore } from '../../src/payouts/methods/methods.store.js';
import { fillIn } from '../sandbox/support.js';
import { CONNECT, openConnectHouse } from './connect-house.js';
import { details, RAIL, usd, type Case, type PayoutHouse } from './payout-house.js';

const URLS = { refresh: 'http://127.0.0.1/refresh', done: 'http://127.0.0.1/done' };

// Goal: a way that nobody can look at holds up nobody else, and nobody loses a way that the company still looks at.
describe('Looking after ways to be paid', () => {
  let house: PayoutHouse;
  beforeAll(async () => {
    house = await openConnectHouse();
  });
  afterAll(() => house.close());

  async function someone(): Promise<Case> {
    const yes = await house.aYes(usd(45_000));
    await house.get(Awards).accept(yes.awardId, yes.applicantId);
    return yes;
  }

  const wishOf = ({ applicantId, awardId }: Case, rail: string) => ({
    ...{ applicantId, awardId, rail, language: 'en' },
  });

  const current = ({ applicantId }: Case): Promise<Method | null> =>
    house.get(Methods).current(applicantId);

  async function atTheirPage(): Promise<{ yes: Case; url: string }> {
    const yes = await someone();
    const name = { kind: 'name', givenName: 'Given', surname: 'Surname' } as const;
    await house.get(HostedMethods).start(wishOf(yes, CONNECT), name);
    const page = await house.get(HostedMethods).page(yes.applicantId, URLS);
    return { yes, url: page?.url ?? '' };
  }

  /** A rail that answers about this recipient, or about everybody (null), in its own manner. */
  function answering(
    rail: string,
    about: string | null,
    answer: PayoutRail['recipient'],
  ): () => void {
    const rails = Reflect.get(house.get(RailRegistry), 'rails') as Map<string, PayoutRail>;
    const real = house.get(RailRegistry).get(rail);
    const recipient: PayoutRail['recipient'] = (ref) =>
      about === null || ref === about ? answer(ref) : real.recipient(ref);
    rails.set(
      rail,
      new Proxy(real, {
        get: (target, name): unknown =>
          name === 'recipient' ? recipient : Reflect.get(target, name, target),
      }),
    );
    return () => rails.set(rail, real);
  }

  it('knows a connected account that two people gave by the company’s mark, and shows its last digits', async () => {
    const held = async (): Promise<number> => {
      const [row] = await house.running.database.query<{ count: number }>(
        `select count(*)::integer as count from hold where reason_code = 'INSTRUMENT_SHARED'`,
      );
      return row?.count ?? 0;
    };
    const before = await held();
    for (const expected of [before, before + 1]) {
      const { yes, url } = await atTheirPage();
      await fillIn(url, '000123400090');
      house.sandbox.desk.forward(0);
      await house.get(HostedMethods).comeBack(yes.applicantId);
      await house.running.drain();
      const method = await current(yes);
      expect(method).toMatchObject({ state: 'active' });
      expect(method && (await house.get(Methods).lastDigits(method))).toBe('90');
      expect(await held()).toBe(expected);
    }
  });

  it('waits for as long as the company looks at what she gave there', async () => {
    house.sandbox.desk.change({ capabilityDelayMs: hours(48) });
    const { yes, url } = await atTheirPage();
    await fillIn(url);
    await house.get(HostedMethods).comeBack(yes.applicantId);
    expect(await current(yes)).toMatchObject({ state: 'pending', standing: 'pending' });
    await house.pass(hours(30));
    await house.get(HostedMethods).sweep();
    expect(await current(yes)).toMatchObject({ state: 'pending' });
    await house.pass(hours(20));
    await house.get(HostedMethods).sweep();
    expect(await current(yes)).toMatchObject({ state: 'active' });
    house.sandbox.desk.change({ capabilityDelayMs: 0 });
    await house.running.drain();
  });

  it('gives her a day from when the company asks for more, however long it looked before', async () => {
    house.sandbox.desk.change({ capabilityDelayMs: hours(48) });
    const { yes, url } = await atTheirPage();
    await fillIn(url);
    await house.get(HostedMethods).comeBack(yes.applicantId);
    await house.pass(hours(30));
    const method = await current(yes);
    house.sandbox.desk.recipients.pull(method?.providerRecipient ?? '', 'ask');
    await house.get(HostedMethods).sweep();
    expect(await current(yes)).toMatchObject({ state: 'pending', standing: 'needs_action' });
    await house.pass(hours(25));
    await house.get(HostedMethods).sweep();
    expect(await current(yes)).toBeNull();
    expect(await house.get(Methods).lastEnding(yes.applicantId)).toBe('not_set_up');
    house.sandbox.desk.change({ capabilityDelayMs: 0 });
  });

  it('goes on with the others when one cannot be looked at', async () => {
    const cases: Case[] = [];
    for (let n = 0; n < 2; n += 1) {
      const yes = await someone();
      house.sandbox.desk.change({ capabilityDelayMs: minutes(5) });
      await house.get(Methods).setUp(wishOf(yes, RAIL), details(`00012345678${String(n)}`));
      cases.push(yes);
      house.running.clock.advance(1_000);
    }
    const [bad, good] = cases as [Case, Case];
    await house.pass(minutes(10));
    const method = await current(bad);
    const restore = answering(RAIL, method?.providerRecipient ?? null, () =>
      Promise.reject(new DomainError('conflict', 'RAIL_REFUSED', 'It knows nobody of that name.')),
    );
    expect(await house.get(Methods).refresh()).toBe(2);
    expect(await current(bad)).toMatchObject({ state: 'verified' });
    expect(await current(good)).toMatchObject({ state: 'active' });
    restore();
    await house.get(Methods).refresh();
    expect(await current(bad)).toMatchObject({ state: 'active' });
    house.sandbox.desk.change({ capabilityDelayMs: 0 });
    await house.running.drain();
  });

  it('goes on with the others when a rail was switched off', async () => {
    const off = await atTheirPage();
    const on = await someone();
    house.sandbox.desk.change({ capabilityDelayMs: minutes(5) });
    await house.get(Methods).setUp(wishOf(on, RAIL), details());
    await house.sql(
      `update payout_method set rail = 'carrier-pigeon' where applicant_id = $1`,
      off.yes.applicantId,
    );
    await house.pass(minutes(10));
    await house.get(HostedMethods).sweep();
    await house.get(Methods).refresh();
    expect(await current(off.yes)).toMatchObject({ state: 'pending' });
    expect(await current(on)).toMatchObject({ state: 'active' });
    expect(await house.get(HostedMethods).page(off.yes.applicantId, URLS)).toBeNull();
    house.sandbox.desk.change({ capabilityDelayMs: 0 });
    await house.running.drain();
  });

  it('takes those first that nobody looked at for longest, so that many stuck ones starve nobody', async () => {
    const store = house.get(MethodsStore);
    const { yes: stuck } = await atTheirPage();
    house.running.clock.advance(minutes(1));
    const { yes: next } = await atTheirPage();
    const first = async (): Promise<string | undefined> =>
      (await store.unfinished(1))[0]?.applicantId;
    await house.sql(
      `update payout_method set looked_at = now() where applicant_id not in ($1, $2)`,
      stuck.applicantId,
      next.applicantId,
    );
    expect(await first()).toBe(stuck.applicantId);
    await house.sql(
      `update payout_method set looked_at = now() where applicant_id = $1`,
      stuck.applicantId,
    );
    expect(await first()).toBe(next.applicantId);
  });

  it('asks a company that does not answer once, not for everybody', async () => {
    await atTheirPage();
    await atTheirPage();
    let asked = 0;
    const restore = answering(CONNECT, null, () => {
      asked += 1;
      return Promise.reject(new RailUnavailable());
    });
    await house.get(HostedMethods).sweep();
    expect(asked).toBe(1);
    restore();
  });
});
