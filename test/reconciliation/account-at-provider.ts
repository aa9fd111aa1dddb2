import { randomBytes, randomUUID } from 'node:crypto';
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '#audit';
import { Money, days, later, newId, type Id } from '#kernel';
import { FundingService, LedgerModule, LedgerService, type TemplateKind } from '#ledger';
import type { CountedEntry } from '#payouts';
import { PlatformModule, UnitOfWork } from '#platform';
import { BreaksStore } from '../../src/reconciliation/breaks.store.js';
import { ProviderFees } from '../../src/reconciliation/provider-fees.service.js';
import { ReconciliationBreakEntity } from '../../src/reconciliation/reconciliation-break.entity.js';
import { StatementStore } from '../../src/reconciliation/statement.store.js';
import { startModules, type RunningModules } from '../support/modules.js';

export const RAIL = 'stripe-outbound';

@Module({
  imports: [
    PlatformModule,
    AuditModule,
    LedgerModule,
    TypeOrmModule.forFeature([ReconciliationBreakEntity]),
  ],
  providers: [StatementStore, BreaksStore, ProviderFees],
})
class StatementModule {}

/** A payout as far as matching looks at it. */
export interface MadePayout {
  readonly id: Id<'payout'>;
  readonly ref: string;
  readonly awardRef: string;
  readonly minor: bigint;
}

let made = 0;
const fresh = (prefix: string): string => {
  made += 1;
  return `${prefix}_${String(made).padStart(4, '0')}`;
};

export const usd = (minor: bigint | number): Money => Money.of(BigInt(minor), 'USD');

const TWENTY_THOUSAND_PAID = `do $$ begin
  set local session_replication_role = 'replica';
  insert into payout (id, instalment_id, award_id, application_id, applicant_id, ledger_ref, fund, amount_minor,
                      currency, rail, method_id, method_version, state, approval_digest, created_at)
    select 'pay_' || g, 'ins_' || g, 'awd_1', 'app_1', 'apl_1', gen_random_uuid(), 'GEN', 100 + g % 50, 'USD',
           'stripe-outbound', 'mth_1', 1, 'paid', decode(repeat('00', 32), 'hex'), clock_timestamp()
    from generate_series(1, 20000) g;
  insert into payout_attempt (payout_id, n, key, body_digest, state, first_sent_at, provider_ref)
    select id, 1, 'po:' || id || ':1', decode(repeat('00', 32), 'hex'), 'succeeded', clock_timestamp(), 'obp_of_' || id
    from payout;
  insert into ledger.entry (kind, effective_on, period, idempotency_key, body_digest, actor)
    select 'payout.initiated', current_date, '2026-11', id || ':payout.initiated', '', 'x' from payout;
  insert into ledger.posting (entry_seq, line, account, fund, currency, amount)
    select e.seq, 1, '1110', 'GEN', 'USD', -p.amount_minor
    from ledger.entry e join payout p on e.idempotency_key = p.id || ':payout.initiated';
  insert into statement_line (id, rail, entry_id, effective_at, kind, amount_minor, currency, provider_ref,
                              raw_digest)
    select 'stl_' || id, 'stripe-outbound', id, clock_timestamp(), 'payout', -amount_minor, 'USD', 'obp_of_' || id, ''
    from payout;
end $$`;

/** A line as a test says it; the rest is usual. */
type StatedLine = Partial<Omit<CountedEntry, 'amount'>> & { readonly minor: bigint };

/**
 * The books of one fund with 10,000.00 at the provider, and a pen for both sides: what the journal says and what
 * the provider says. Payouts are written behind the curtain, because only their references matter here.
 */
export class AccountAtProvider {
  private constructor(readonly running: RunningModules) {}

  static async open(): Promise<AccountAtProvider> {
    const account = new AccountAtProvider(await startModules([StatementModule]));
    await account.fund();
    return account;
  }

  get statement(): StatementStore {
    return this.running.get(StatementStore);
  }

  get breaks(): BreaksStore {
    return this.running.get(BreaksStore);
  }

  get now(): Date {
    return this.running.clock.now();
  }

  /** What matching does, without halting: match, fees, match, prove, open. Returns `code subject` of what is open. */
  async compare(now = this.now): Promise<string[]> {
    await this.running.get(UnitOfWork).run(() => this.statement.match(RAIL));
    await this.running.get(ProviderFees).book(RAIL);
    await this.running.get(UnitOfWork).run(async () => {
      await this.statement.lockRail(RAIL);
      await this.statement.match(RAIL);
      await this.breaks.closeProved(RAIL, now);
      await this.breaks.open(RAIL, await this.statement.differences(RAIL, now), now);
    });
    const open = await this.breaks.listOpen();
    return open.map(({ code, subject }) => `${code} ${subject}`).sort();
  }

  /** A line of the provider's statement, handed in twice; `at` defaults to two hours ago. Returns its id there. */
  async line(line: StatedLine): Promise<string> {
    const [entryId] = await this.lines([line, line]);
    return entryId ?? '';
  }

  /** Several lines at once; equal ones of one call are the same line. */
  async lines(lines: readonly StatedLine[]): Promise<string[]> {
    const ids = new Map(lines.map((line) => [line, fresh('trxne')]));
    const entries = lines.map((line) => this.stated(line, ids.get(line) ?? ''));
    await this.running.get(UnitOfWork).run(() => this.statement.add(RAIL, entries));
    return entries.map(({ entryId }) => entryId);
  }

  private stated({ minor, ...rest }: StatedLine, entryId: string): CountedEntry {
    return {
      entryId,
      effectiveAt: later(this.now, -days(1) / 12),
      kind: 'payout',
      providerRef: null,
      rawDigest: randomBytes(32),
      amount: usd(minor),
      ...rest,
    };
  }

  async lineId(entryId: string): Promise<string> {
    const rows = await this.running.database.query<{ id: string }>(
      'select id from statement_line where entry_id = $1',
      [entryId],
    );
    return rows[0]?.id ?? '';
  }

  /** A payout with an attempt; the attempt carries a reference unless `ref` is null. */
  async payout(
    minor: bigint,
    state: string,
    attempt: { state: string; ref?: string | null } = { state: 'succeeded' },
  ): Promise<MadePayout> {
    const id = newId('payout');
    const ref = attempt.ref === undefined ? fresh('obp') : attempt.ref;
    const awardRef = randomUUID();
    await this.running.database.query(
      `with replica as (select set_config('session_replication_role', 'replica', true)),
       made as (
         insert into payout (id, instalment_id, award_id, application_id, applicant_id, ledger_ref, fund,
           amount_minor, currency, rail, method_id, method_version, state, approval_digest, created_at, settled_at)
         select $1, $1 || 'i', 'awd_1', 'app_1', 'apl_1', $2, 'GEN', $3, 'USD', $4, 'mth_1', 1, $5,
                decode(repeat('00', 32), 'hex'), clock_timestamp(), clock_timestamp() from replica
         returning id)
       insert into payout_attempt (payout_id, n, key, body_digest, state, first_sent_at, provider_ref)
       select id, 1, 'po:' || id || ':1', decode(repeat('00', 32), 'hex'), $6, clock_timestamp(), $7 from made`,
      [id, awardRef, String(minor), RAIL, state, attempt.state, ref],
    );
    return { id, ref: ref ?? '', awardRef, minor };
  }

  /** A payout that both sides know: promised, sent, on the statement. */
  async paidPayout(minor: bigint): Promise<MadePayout> {
    const payout = await this.payout(minor, 'paid');
    await this.promise(payout);
    await this.book(payout, 'payout.initiated');
    await this.line({ minor: -minor, providerRef: payout.ref });
    return payout;
  }

  /** Twenty thousand payouts that both sides know, written behind the curtain on both. */
  async twentyThousandPaid(): Promise<void> {
    await this.running.database.query(TWENTY_THOUSAND_PAID);
  }

  /** Books the award behind a payout. */
  async promise({ id, awardRef, minor }: MadePayout): Promise<void> {
    const kinds = ['award.reserved', 'award.approved', 'award.notified'] as const;
    await this.post(kinds.map((kind) => ({ kind, key: `${id}-award:${kind}`, minor, awardRef })));
  }

  async book(
    { id, awardRef, minor }: MadePayout,
    kind: 'payout.initiated' | 'payout.settled' | 'payout.failed' | 'payout.returned',
  ): Promise<void> {
    await this.post([{ kind, key: `${id}:${kind}`, minor, awardRef }]);
  }

  /** More money leaves the bank for the provider. */
  async sent(minor: bigint): Promise<void> {
    const act = { fund: 'GEN', amount: usd(minor), actor: 'per_a', approver: 'per_b' };
    const funding = this.running.get(FundingService);
    await funding.receiveGift({ ...act, key: fresh('gift-more') });
    await funding.sendToProvider({ ...act, key: fresh('funding-sent') });
  }

  /** Money that two people say arrived at the provider. */
  async arrived(minor: bigint, sourceRef?: string): Promise<void> {
    const key = fresh('funding-arrived');
    await this.running.get(FundingService).arriveAtProvider({
      key,
      fund: 'GEN',
      amount: usd(minor),
      actor: 'per_a',
      approver: 'per_b',
      ...(sourceRef === undefined ? {} : { sourceRef }),
    });
  }

  async stop(): Promise<void> {
    await this.running.stop();
  }

  private async fund(): Promise<void> {
    const funding = this.running.get(FundingService);
    await funding.openFund({ code: 'GEN', name: 'General', restriction: 'none' }, 'per_admin');
    const act = (key: string): Parameters<FundingService['receiveGift']>[0] => ({
      key,
      fund: 'GEN',
      amount: usd(1_000_000),
      actor: 'per_a',
      approver: 'per_b',
    });
    await funding.receiveGift(act('opening-gift'));
    await funding.authoriseBudget(act('opening-budget'));
    await funding.sendToProvider({ ...act('opening-sent'), amount: usd(1_000_000) });
    await this.arrived(1_000_000n, 'rc_opening');
    await this.line({ minor: 1_000_000n, kind: 'funding', providerRef: 'rc_opening' });
  }

  private async post(
    orders: readonly { kind: TemplateKind; key: string; minor: bigint; awardRef: string }[],
  ): Promise<void> {
    await this.running.get(UnitOfWork).run(() =>
      this.running.get(LedgerService).post(
        orders.map(({ minor, ...order }) => ({
          ...order,
          fund: 'GEN',
          amount: usd(minor),
          actor: 'per_a',
          approver: 'per_b',
        })),
      ),
    );
  }
}
