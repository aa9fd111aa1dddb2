import { randomUUID } from 'node:crypto';
import { days, minutes, newId, type Id } from '#kernel';
import { FundingService, LedgerService } from '#ledger';
import { RailRegistry, SendingHalts, type BankDetails } from '#payouts';
import { UnitOfWork } from '#platform';
import {
  Breaks,
  Reconciler,
  ReconciliationModule,
  ReconciliationRuns,
  unexplained,
} from '#reconciliation';
import { startSandbox, type RunningSandbox } from '../../src/sandbox/sandbox.js';
import { startModules, type RunningModules } from '../support/modules.js';
import { RAIL, usd } from './account-at-provider.js';

/** Somebody who is nobody's applicant: the account that a thief would pay into. */
const STRANGER: BankDetails = {
  kind: 'bank_account',
  country: 'US',
  givenName: 'Nobody',
  surname: 'Known',
  routingNumber: '110000000',
  accountNumber: '000123456789',
  accountType: 'checking',
};

describe('reconciliation against the provider', () => {
  let sandbox: RunningSandbox;
  let house: RunningModules;
  let preparer: Id<'person'>;
  let releaser: Id<'person'>;

  beforeEach(async () => {
    sandbox = await startSandbox({ port: 0, smtpPort: 0, capabilityDelayMs: 0 });
    house = await startModules([ReconciliationModule], {
      STRIPE_API_URL: sandbox.url,
      STRIPE_SECRET_KEY: sandbox.secretKey,
      STRIPE_FINANCIAL_ACCOUNT: 'fa_sandbox_main',
    });
    [preparer, releaser] = [await person('preparer'), await person('releaser')];
  });

  afterEach(async () => {
    await house.stop();
    await sandbox.stop();
  });

  const person = async (name: string): Promise<Id<'person'>> => {
    const id = newId('person');
    const sql = 'insert into person (id, email, name) values ($1, $2, $3)';
    await house.database.query(sql, [id, `${name}@forms.invalid`, name]);
    return id;
  };

  /** Books what the sandbox holds from the start: 250,000.00, in two funds. */
  const bookOpeningMoney = async (): Promise<void> => {
    const funding = house.get(FundingService);
    await funding.openFund({ code: 'GEN', name: 'General', restriction: 'none' }, preparer);
    await funding.openFund({ code: 'DON', name: 'Donors', restriction: 'purpose' }, preparer);
    for (const [fund, minor] of [
      ['GEN', 10_000_000],
      ['DON', 15_000_000],
    ] as const) {
      const act = { fund, amount: usd(minor), actor: preparer, approver: releaser };
      await funding.receiveGift({ ...act, key: `opening-gift-${fund}` });
      await funding.sendToProvider({ ...act, key: `opening-sent-${fund}` });
      await funding.arriveAtProvider({ ...act, key: `opening-arrived-${fund}` });
    }
  };

  /** Pays somebody at the provider, past our books; returns the provider's name of the payment. */
  const payStranger = async (): Promise<string> => {
    const rail = house.get(RailRegistry).get(RAIL);
    const { ref } = await rail.ensureRecipient(STRANGER, 'stranger-recipient');
    const saved = await rail.saveMethod(ref, STRANGER, 'stranger-method');
    if (saved.kind !== 'saved') throw new Error('The sandbox refused the stranger.');
    const result = await rail.submit({
      key: 'stranger-payment',
      reference: newId('payout'),
      recipient: ref,
      method: saved.ref,
      amount: usd(77_700),
    });
    if (result.kind !== 'accepted') throw new Error(`The sandbox said ${result.kind}.`);
    return result.observed.providerRef;
  };

  /** Our side of that payment, as it is after the return window: written behind the curtain, booked through the ledger. */
  const settledLongAgo = async (providerRef: string, minor: bigint): Promise<Id<'payout'>> => {
    const [id, awardRef] = [newId('payout'), randomUUID()];
    await house.database.query(
      `with replica as (select set_config('session_replication_role', 'replica', true)),
       award as (
         insert into award (id, ledger_ref, application_id, applicant_id, determination_id, state, fund,
           amount_minor, currency, offered_at)
         select 'awd_1', $2, 'app_1', 'apl_1', 'det_1', 'active', 'GEN', $3, 'USD', clock_timestamp()
         from replica),
       instalment as (
         insert into instalment (id, award_id, number, amount_minor, due_on, state)
         select 'ins_1', 'awd_1', 1, $3, current_date, 'paid' from replica),
       made as (
         insert into payout (id, instalment_id, award_id, application_id, applicant_id, ledger_ref, fund,
           amount_minor, currency, rail, method_id, method_version, state, approval_digest, created_at, settled_at)
         select $1, 'ins_1', 'awd_1', 'app_1', 'apl_1', $2, 'GEN', $3, 'USD', $4, 'mth_1', 1, 'settled',
                decode(repeat('00', 32), 'hex'), clock_timestamp(), clock_timestamp() from replica
         returning id)
       insert into payout_attempt (payout_id, n, key, body_digest, state, first_sent_at, provider_ref)
       select id, 1, 'po:' || id || ':1', decode(repeat('00', 32), 'hex'), 'succeeded', clock_timestamp(), $5
       from made`,
      [id, awardRef, String(minor), RAIL, providerRef],
    );
    const by = { fund: 'GEN', amount: usd(minor), actor: preparer, approver: releaser };
    await house.get(FundingService).authoriseBudget({ ...by, key: 'budget-for-one' });
    const kinds = [
      'award.reserved',
      'award.approved',
      'award.notified',
      'payout.initiated',
      'payout.settled',
    ] as const;
    await house
      .get(UnitOfWork)
      .run(() =>
        house
          .get(LedgerService)
          .post(kinds.map((kind) => ({ ...by, kind, key: `${id}:${kind}`, awardRef }))),
      );
    return id;
  };

  const open = async (): Promise<string[]> =>
    (await house.get(Breaks).listOpen()).map(({ code }) => code);

  it('agrees with a provider that only holds what we sent it', async () => {
    await bookOpeningMoney();
    const run = await house.get(Reconciler).run(RAIL);
    expect(run).toMatchObject({
      lines: 1,
      matched: 1,
      openedBreaks: 0,
      ledgerMinor: 25_000_000n,
      providerMinor: 25_000_000n,
      errorCode: null,
    });
    expect(unexplained(run)).toBe(0n);
    const again = await house.get(Reconciler).run(RAIL);
    expect(again).toMatchObject({ lines: 0, matched: 0, openedBreaks: 0 });
    expect(await house.get(SendingHalts).standing()).toEqual([]);
  });

  it('shows money that is not booked yet without stopping anything, and closes the break when it is', async () => {
    await house.get(Reconciler).run(RAIL);
    expect(await open()).toEqual(['timing']);
    expect(await house.get(SendingHalts).standing()).toEqual([]);
    await bookOpeningMoney();
    await house.get(Reconciler).run(RAIL);
    expect(await open()).toEqual([]);
  });

  it('stops sending when money left that nobody ordered, and takes two people to write it off', async () => {
    await bookOpeningMoney();
    await payStranger();
    const run = await house.get(Reconciler).run(RAIL);
    expect(run).toMatchObject({ openedBreaks: 1, listedMinor: -77_700n });
    expect(unexplained(run)).toBe(0n);
    const [halt] = await house.get(SendingHalts).standing();
    expect(halt?.reason).toBe('Reconciliation: provider_only.');

    const breaks = house.get(Breaks);
    const [found] = await breaks.listOpen();
    if (!found) throw new Error('A break is open.');
    await expect(breaks.resolve(found.id, preparer, 'it was me')).rejects.toMatchObject({
      code: 'BREAK_NEEDS_TWO',
    });
    await expect(breaks.proposeWriteOff(found.id, preparer, 'lost')).rejects.toMatchObject({
      code: 'STATE_EDGE_MISSING',
    });
    await breaks.assign(found.id, preparer);
    await expect(breaks.writeOff(found.id, releaser)).rejects.toMatchObject({
      code: 'BREAK_NOT_PROPOSED',
    });
    await breaks.proposeWriteOff(found.id, preparer, 'reported to the police');
    await expect(breaks.writeOff(found.id, preparer)).rejects.toMatchObject({
      code: 'BREAK_SAME_PERSON',
    });
    await breaks.writeOff(found.id, releaser);
    expect(await breaks.get(found.id)).toMatchObject({
      state: 'written_off',
      resolvedBy: preparer,
      secondPerson: releaser,
      resolution: 'reported to the police',
    });
    await house.get(Reconciler).run(RAIL);
    expect(await open()).toEqual([]);
  });

  describe('between the nightly runs', () => {
    const recent = (): Promise<void> => house.get(Reconciler).runRecent();
    const runs = (): Promise<unknown[]> => house.get(ReconciliationRuns).latest(10);

    it('finds money that left behind our back in one short look, and stops sending', async () => {
      await bookOpeningMoney();
      await house.get(Reconciler).run(RAIL);
      house.clock.advance(minutes(15));
      await payStranger();
      await recent();
      expect(await open()).toEqual(['provider_only']);
      const [halt] = await house.get(SendingHalts).standing();
      expect(halt?.reason).toBe('Reconciliation: provider_only.');
      await recent();
      expect(await open()).toEqual(['provider_only']);
      expect(await house.get(SendingHalts).standing()).toHaveLength(1);
    });

    it('leaves no run behind, asks for no balance and finds nothing where all agrees', async () => {
      await bookOpeningMoney();
      await recent();
      await recent();
      expect([await open(), await runs()]).toEqual([[], []]);
      const asked = sandbox.desk.requests('/v2/money_management/financial_accounts');
      expect(asked).toEqual([]);
      expect(await house.get(SendingHalts).standing()).toEqual([]);
    });

    it('leaves nothing out for the nightly run, whichever comes first', async () => {
      await bookOpeningMoney();
      house.clock.advance(days(40));
      await recent();
      const run = await house.get(Reconciler).run(RAIL);
      expect(run).toMatchObject({ lines: 0, openedBreaks: 0, listedMinor: 0n });
      expect(unexplained(run)).toBe(0n);
    });

    it('says in its job that a company did not answer', async () => {
      const path = '/v2/money_management/transaction_entries';
      sandbox.desk.addFault({ kind: 'status_500', method: 'GET', path });
      await expect(recent()).rejects.toMatchObject({ code: 'RAIL_UNAVAILABLE' });
      expect(await open()).toEqual([]);
      await expect(recent()).resolves.toBeUndefined();
    });
  });

  it('asks again about money that came back unnoticed, and has it booked', async () => {
    await bookOpeningMoney();
    const providerRef = await payStranger();
    sandbox.desk.forward(minutes(30));
    const payoutId = await settledLongAgo(providerRef, 77_700n);
    await house.get(Reconciler).run(RAIL);
    expect(await open()).toEqual([]);
    sandbox.desk.decide(providerRef, 'return', null);
    const run = await house.get(Reconciler).run(RAIL);
    expect(await open()).toEqual([]);
    expect(run).toMatchObject({ ledgerMinor: 25_000_000n, listedMinor: 0n });
    const [payout] = await house.database.query('select state from payout where id = $1', [
      payoutId,
    ]);
    expect(payout).toEqual({ state: 'returned' });
  });

  it('books the provider’s fees', async () => {
    await bookOpeningMoney();
    await payStranger();
    sandbox.desk.chargeFees();
    const run = await house.get(Reconciler).run(RAIL);
    expect(await open()).toEqual(['provider_only']);
    expect(run.ledgerMinor).toBe(25_000_000n - 150n);
  });

  it('writes down that the provider did not answer, and says so to whoever runs it', async () => {
    await sandbox.stop();
    await expect(house.get(Reconciler).runAll()).rejects.toThrow();
    const [run] = await house.get(ReconciliationRuns).latest(1);
    expect(run?.errorCode).toMatch(/^[A-Z_]+$/);
    expect(run?.finishedAt).not.toBeNull();
    sandbox = await startSandbox({ port: 0, smtpPort: 0, capabilityDelayMs: 0 });
  });

  it('runs from the queue when a person asks', async () => {
    await bookOpeningMoney();
    await house.get(ReconciliationRuns).ask(preparer);
    const [asked] = await house.get(ReconciliationRuns).latest(1);
    expect(asked).toMatchObject({ finishedAt: null, askedBy: preparer });
    await house.drain();
    const [done] = await house.get(ReconciliationRuns).latest(1);
    expect(done).toMatchObject({ id: asked?.id, matched: 1, errorCode: null });
  });
});
