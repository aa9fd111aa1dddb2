import { newId, type Money } from '#kernel';
import type { Payout, PayoutRail, StatementEntry } from '#payouts';
import { ProviderAlerts, RailRegistry } from '#payouts';
import { isAmount, isRead } from '../../src/payouts/rails/amounts.js';
import type { Observed, SubmitPayout } from '../../src/payouts/rails/rail.js';
import { usd, type PayoutHouse } from './payout-house.js';
import { STANDS } from './stands/index.js';
import type { OpenStand, Payee } from './stands/stand.js';
import { toldTooMuch } from './stands/told.js';

/** Of a line that must be readable. */
function moneyIn({ amount }: StatementEntry): Money {
  if (!isRead(amount)) throw new Error(`The amount of a line cannot be read: ${amount.unread}.`);
  return amount;
}

/** What every rail promises, whichever provider stands behind it. What one cannot do it says itself. */
describe.each(STANDS.map((stand) => [stand.rail, stand] as const))('The rail %s', (id, stand) => {
  let open: OpenStand;
  let house: PayoutHouse;
  let rail: PayoutRail;
  let payee: Payee;

  beforeAll(async () => {
    open = await stand.open();
    house = open.house;
    rail = house.get(RailRegistry).get(id);
    payee = await open.payee();
  });
  afterAll(() => house.close());
  afterEach(() => {
    house.sandbox.desk.clearFaults();
  });

  const command = (minor = 12_345, reference: Payout['id'] = newId('payout')): SubmitPayout => ({
    key: `po:${reference}:1`,
    reference,
    ...payee,
    amount: usd(minor),
  });
  const sent = async (order: SubmitPayout): Promise<Observed> => {
    const result = await rail.submit(order);
    if (result.kind !== 'accepted') throw new Error(`Not accepted: ${JSON.stringify(result)}`);
    return result.observed;
  };
  const lookUp = ({ reference, key, recipient }: SubmitPayout): Promise<Observed | null> => {
    const since = new Date(house.running.clock.now().getTime() - 60_000);
    return rail.lookup({ reference, key, recipient, since });
  };

  describe('as data', () => {
    it('says everything that screens, checks and the sender ask', () => {
      const { capabilities: can } = rail;
      expect(can.id).toBe(id);
      expect(can.label).not.toBe('');
      expect(can.currencies).toContain('USD');
      expect(can.countries.every((code) => /^[A-Z]{2}$/.test(code))).toBe(true);
      expect(['minutes', 'same_day', 'days', 'week']).toContain(can.speed);
      expect(['payouts', 'connect', 'cards', 'rewards', 'bank']).toContain(can.purse);
      expect(can.returnWindowDays).toBeGreaterThanOrEqual(0);
    });

    it('has bounds that make sense, in a currency it pays', () => {
      const { least, most, currencies } = rail.capabilities;
      expect(least.minor > 0n && least.minor < most.minor).toBe(true);
      expect(currencies).toContain(least.currency);
      expect(most.currency).toBe(least.currency);
    });

    it('has a pace and a life of keys the sender can keep to', () => {
      const { pace, idempotency } = rail.capabilities;
      expect(pace.mostAtOnce).toBeGreaterThanOrEqual(1);
      expect(pace.perSecond).toBeGreaterThan(0);
      expect(pace.perPayment).toBeGreaterThanOrEqual(1);
      expect(pace.questionsPerSecond === null).toBe(rail.capabilities.provider === 'partner');
      expect(pace.questionsPerSecond).not.toBe(0);
      expect(pace.perQuestion).toBeGreaterThanOrEqual(1);
      expect(idempotency.lifetimeHours).toBeGreaterThanOrEqual(24);
    });

    it('names the company that is told about her exactly when something is told', () => {
      const { disclosesTo, recipientNeeds } = rail.capabilities;
      expect(disclosesTo !== undefined).toBe(recipientNeeds.length > 0);
    });

    it('offers a new link only where the link is the money, and its own form only where it has one', () => {
      if (!rail.capabilities.isBearer) expect('newClaim' in rail).toBe(false);
      if (rail.capabilities.onboarding === 'hosted_link') {
        expect('onboardingLink' in rail).toBe(true);
      }
    });
  });

  describe('knows the person', () => {
    it('by one recipient for one key, who becomes ready', async () => {
      const key = newId('method');
      const first = await rail.ensureRecipient(open.details, key);
      const second = await rail.ensureRecipient(open.details, key);
      expect(second.ref).toBe(first.ref);
      expect((await rail.recipient(payee.recipient)).status).toBe('ready');
    });

    it('hands back a name of the method and its last two digits, nothing more', async () => {
      const saved = await rail.saveMethod(payee.recipient, open.details, newId('method'));
      expect(saved).toMatchObject({ kind: 'saved', lastDigits: open.lastDigits });
      if ('accountNumber' in open.details) {
        expect(JSON.stringify(saved)).not.toContain(open.details.accountNumber.slice(0, 8));
      }
    });

    it('refuses what the provider refuses', async () => {
      const details = open.refused ?? open.details;
      const saved = await rail.saveMethod(payee.recipient, details, newId('method'));
      expect(saved.kind).toBe(open.refused ? 'refused' : 'saved');
    });
  });

  describe('pays', () => {
    it('one key once, with the same answer', async () => {
      const order = command();
      const first = await rail.submit(order);
      const second = await rail.submit(order);
      // A link is handed over once; everything else is said again.
      expect({ ...second, claim: undefined }).toEqual({ ...first, claim: undefined });
      expect(first).toMatchObject({
        kind: 'accepted',
        observed: { reference: order.reference, amount: order.amount },
      });
    });

    it('and refuses one key with two bodies as what it is: our mistake', async () => {
      const order = command();
      await sent(order);
      expect(await rail.submit({ ...order, amount: usd(999) })).toMatchObject({ kind: 'mismatch' });
    });

    it('with another digest for another body, and the same for another key', () => {
      const order = command();
      const text = (changed: object): string =>
        Buffer.from(rail.bodyDigest({ ...order, ...changed })).toString('hex');
      expect(text({ key: 'other' })).toBe(text({}));
      expect(text({ amount: usd(1) })).not.toBe(text({}));
      if (open.stranger) expect(text(open.stranger)).not.toBe(text({}));
    });

    it('and says when there is not enough money', async () => {
      const result = await rail.submit({ ...command(), amount: open.tooMuch ?? usd(12_345) });
      expect(result.kind).toBe(open.tooMuch ? 'no_funds' : 'accepted');
    });

    it('and refuses somebody it does not know, in our words', async () => {
      const result = await rail.submit({ ...command(), ...open.stranger });
      expect(result.kind).toBe(open.stranger ? 'rejected' : 'accepted');
    });
  });

  const { wire } = stand;
  if (wire === null) {
    it('calls nobody over a wire', () => {
      expect(rail.capabilities.provider).toBe('partner');
      expect(house.sandbox.desk.requests()).toEqual([]);
    });
  } else {
    describe('on a bad wire', () => {
      it.each([
        // The SDK repeats once over a closed connection.
        ['drop_before', 2, 'unknown'],
        ['drop_after', 2, 'unknown'],
        ['status_500', 1, 'unknown'],
        ['html_200', 1, 'unknown'],
        ['html_404', 1, 'unknown'],
        ['status_429', 1, 'busy'],
      ] as const)('takes %s for what it is', async (kind, times, expected) => {
        house.sandbox.desk.addFault({ kind, times, method: 'POST', path: wire });
        expect((await rail.submit(command())).kind).toBe(expected);
      });

      it('keeps the pause the provider asks for', async () => {
        const fault = { kind: 'status_429', method: 'POST', path: wire } as const;
        house.sandbox.desk.addFault({ ...fault, retryAfterSeconds: 7 });
        expect(await rail.submit(command())).toMatchObject({ kind: 'busy', retryAfterMs: 7_000 });
      });

      it('keeps it, too, when it is a date', async () => {
        const fault = { kind: 'status_429', method: 'POST', path: wire } as const;
        house.sandbox.desk.addFault({ ...fault, retryAfterSeconds: 90, retryAfterAsDate: true });
        const result = await rail.submit(command());
        const pause = result.kind === 'busy' ? (result.retryAfterMs ?? 0) : 0;
        // A date of HTTP has no parts of a second.
        expect(pause).toBeGreaterThan(60_000);
        expect(pause).toBeLessThanOrEqual(90_000);
      });

      it('hears it when a question is answered so, and knows it from silence', async () => {
        const fault = { kind: 'status_429', method: 'GET', times: 4 } as const;
        house.sandbox.desk.addFault({ ...fault, retryAfterSeconds: 7 });
        await expect(lookUp(command())).rejects.toMatchObject({
          code: 'RAIL_UNAVAILABLE',
          later: { retryAfterMs: 7_000 },
        });
        house.sandbox.desk.clearFaults();
        house.sandbox.desk.addFault({ kind: 'status_500', method: 'GET', times: 4 });
        await expect(lookUp(command())).rejects.toMatchObject({ later: null });
      });

      it('finds what was paid before the answer was lost', async () => {
        const order = command();
        house.sandbox.desk.addFault({ kind: 'drop_after', times: 2, method: 'POST', path: wire });
        expect((await rail.submit(order)).kind).toBe('unknown');
        expect(await lookUp(order)).toMatchObject({ reference: order.reference });
      });

      it.each(['wrong_amount', 'wrong_currency'] as const)(
        'does not hide %s: it is reported as seen',
        async (kind) => {
          const order = command();
          house.sandbox.desk.addFault({ kind, method: 'POST', path: wire });
          const { amount, strange } = await sent(order);
          expect(isAmount(amount, order.amount)).toBe(false);
          expect(isRead(amount)).toBe(kind === 'wrong_amount');
          expect(strange?.map((word) => word.kind)).toEqual(
            isRead(amount) ? undefined : ['amount'],
          );
        },
      );

      it('finds in a list that filled what an empty one did not show, and pays it once', async () => {
        const order = command();
        const first = await sent(order);
        house.sandbox.desk.addFault({ kind: 'empty_list', method: 'GET' });
        expect(await lookUp(order)).toBeNull();
        expect((await sent(order)).providerRef).toBe(first.providerRef);
        expect((await lookUp(order))?.providerRef).toBe(first.providerRef);
      });

      it.each(['drop_before', 'html_200', 'html_404', 'status_500'] as const)(
        'does not answer a question as "none" when the provider answers with %s',
        async (kind) => {
          house.sandbox.desk.addFault({ kind, method: 'GET', times: 4 });
          await expect(lookUp(command())).rejects.toMatchObject({ code: 'RAIL_UNAVAILABLE' });
        },
      );

      it('concludes nothing from a state that nobody knows, keeps the word, and tells a person', async () => {
        const { providerRef } = await sent(command());
        house.sandbox.desk.addFault({ kind: 'strange_word', method: 'GET', times: 4 });
        const seen = await rail.fetch(providerRef);
        expect(seen.state).toBe('processing');
        expect(seen.strange).toEqual([{ kind: 'payment_state', value: 'teleported' }]);
        const alerts = await house.get(ProviderAlerts).open();
        expect(alerts).toContainEqual(
          expect.objectContaining({ rail: id, value: 'teleported', subject: providerRef }),
        );
        house.sandbox.desk.clearFaults();
        expect((await rail.fetch(providerRef)).strange).toBeUndefined();
      });

      it('shows what a second object under one reference took, and names both', async () => {
        const order = command(6_543);
        const first = await sent(order);
        const second = await sent({ ...order, key: `po:${order.reference}:2` });
        const refs = new Set([first.providerRef, second.providerRef]);
        const found = await lookUp(order);
        expect(new Set([found?.providerRef, ...(found?.others ?? [])])).toEqual(refs);
        expect(found?.others?.length ?? 0).toBe(refs.size - 1);
        const until = new Date(house.running.clock.now().getTime() + 60_000);
        let taken = usd(0);
        for await (const entry of rail.feed(new Date(0), until)) {
          if (refs.has(entry.providerRef ?? '')) taken = taken.plus(moneyIn(entry));
        }
        expect(taken).toEqual(usd(-6_543 * refs.size));
      });
    });
  }

  describe('answers', () => {
    it('with the payment under our reference, and says so when there is none', async () => {
      const order = command();
      expect(await lookUp(order)).toBeNull();
      const { providerRef } = await sent(order);
      expect(await lookUp(order)).toMatchObject({ providerRef, amount: order.amount });
      expect(await rail.fetch(providerRef)).toMatchObject({ reference: order.reference });
    });

    it('also behind more than a page of others', async () => {
      const order = command();
      await sent(order);
      for (let count = 0; count < 105; count += 1) await rail.submit(command(100));
      expect(await lookUp(order)).toMatchObject({ reference: order.reference });
    });

    it('what became of it: hers', async () => {
      const payment = await sent(command());
      await open.levers.pay?.(payment);
      expect((await rail.fetch(payment.providerRef)).state).toBe('posted');
    });

    it('what became of it: not hers, with a reason', async () => {
      const payment = await sent(command());
      await open.levers.fail?.(payment);
      const seen = await rail.fetch(payment.providerRef);
      const isLost = ['failed', 'expired', 'undeliverable'].includes(seen.state);
      expect(isLost).toBe(open.levers.fail !== null);
      expect(seen.reason !== null).toBe(isLost);
    });

    it('what became of it: come back', async () => {
      const payment = await sent(command());
      await open.levers.pay?.(payment);
      await open.levers.giveBack?.(payment);
      const seen = await rail.fetch(payment.providerRef);
      expect(['processing', 'under_review', 'posted'].includes(seen.state)).toBe(
        open.levers.giveBack === null,
      );
    });
  });

  describe('calls back', () => {
    it('a payment, once for one key, or says that it cannot', async () => {
      const payment = await sent(command());
      const key = `${payment.providerRef}:cancel`;
      const isAble = rail.capabilities.cancelUntil !== 'never';
      const answer = await rail.cancel(payment.providerRef, key);
      expect(answer).toBe(isAble ? 'cancelled' : 'unsupported');
      expect(await rail.cancel(payment.providerRef, key)).toBe(answer);
      expect((await rail.fetch(payment.providerRef)).state === 'cancelled').toBe(isAble);
    });

    it('too late when it has left', async () => {
      if (rail.capabilities.cancelUntil !== 'before_it_leaves') return;
      const payment = await sent(command());
      await open.levers.pay?.(payment);
      expect(await rail.cancel(payment.providerRef, `${payment.providerRef}:cancel`)).toBe(
        'too_late',
      );
    });
  });

  describe('keeps books', () => {
    const read = async (): Promise<StatementEntry[]> => {
      const entries: StatementEntry[] = [];
      const until = new Date(house.running.clock.now().getTime() + 60_000);
      for await (const entry of rail.feed(new Date(0), until)) entries.push(entry);
      return entries;
    };
    const sum = (entries: readonly StatementEntry[]): Money =>
      entries.reduce((total, entry) => total.plus(moneyIn(entry)), usd(0));

    it('whose lines add up to the balance, each with a name of its own', async () => {
      const entries = await read();
      expect(sum(entries)).toEqual((await rail.balance()).available);
      expect(new Set(entries.map(({ entryId }) => entryId)).size).toBe(entries.length);
    });

    it('whose lines in a currency nobody knows are there, told to a person, and no money', async () => {
      const { providerRef } = await sent(command());
      house.sandbox.desk.addFault({ kind: 'wrong_currency', method: 'GET', times: 100 });
      const entries = await read();
      house.sandbox.desk.clearFaults();
      const line = entries.find((entry) => entry.providerRef === providerRef);
      expect(line?.kind).toBe('payout');
      expect(entries.filter(({ amount }) => isRead(amount))).toEqual(wire === null ? entries : []);
      if (wire === null) return;
      const word = line?.strange?.find(({ kind }) => kind === 'amount');
      expect(line?.amount).toEqual({ unread: word?.value });
      expect(await house.get(ProviderAlerts).open()).toContainEqual(
        expect.objectContaining({ rail: id, ...word }),
      );
    });

    it('in which a payment leaves once, and comes back whole when it failed', async () => {
      const kept = await sent(command(4_321));
      const lost = await sent(command(5_432));
      await open.levers.fail?.(lost);
      await rail.fetch(lost.providerRef);
      const entries = await read();
      const of = ({ providerRef }: Observed): StatementEntry[] =>
        entries.filter((entry) => entry.providerRef === providerRef);
      expect(sum(of(kept))).toEqual(usd(-4_321));
      expect(of(kept).map(({ kind }) => kind)).toEqual(['payout']);
      expect(sum(of(lost))).toEqual(usd(open.levers.fail ? 0 : -5_432));
    });
  });

  it('told the provider nothing but what it needs: opaque names, an amount, and what she agreed to', () => {
    if (wire !== null) expect(house.sandbox.desk.requests(wire).length).toBeGreaterThan(0);
    expect(toldTooMuch(stand, house.sandbox.desk.requests())).toEqual([]);
  });
});
