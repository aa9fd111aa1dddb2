import { randomBytes } from 'node:crypto';
import type { Type } from '@nestjs/common';
import { Awards } from '#approvals';
import { Money, days, hours, later, newId, type Id } from '#kernel';
import { FundingService, LedgerModule, LedgerService, ledgerInvariants } from '#ledger';
import {
  Batches,
  Methods,
  Payouts,
  PayoutsModule,
  ReadyToPay,
  Sending,
  SendingPolicy,
  Settlement,
  payoutsInvariants,
  type BankDetails,
  type Payout,
  type PayoutState,
} from '#payouts';
import { UnitOfWork, type Config } from '#platform';
import { SendOrders } from '../../src/payouts/sending/send-orders.service.js';
import { SendingClaims } from '../../src/payouts/sending/sending-claims.service.js';
import type { Work } from '../../src/payouts/sending/work.js';
import { startSandbox, type RunningSandbox } from '../../src/sandbox/sandbox.js';
import type { TestDatabase } from '../support/database.js';
import { startModules, type RunningModules } from '../support/modules.js';
import type { RunningService } from '../support/service.js';
import { inventedRoutingNumber } from '../../src/cli/routing-number.js';

export const RAIL = 'stripe-outbound';
/** The sandbox's account that simply works. */
export const GOOD_ACCOUNT = '000123456789';

export const usd = (minor: bigint | number): Money => Money.of(BigInt(minor), 'USD');

/** Somebody whose request was answered with a yes. */
export interface Case {
  readonly applicantId: Id<'applicant'>;
  readonly applicationId: Id<'application'>;
  readonly awardId: Id<'award'>;
}

/** Payouts with their real database, ledger and provider's sandbox, and people to act in them. */
export class PayoutHouse {
  preparer = newId('person');
  releaser = newId('person');
  approver = newId('person');
  reviewer = newId('person');

  private constructor(
    readonly running: RunningModules,
    readonly sandbox: RunningSandbox,
  ) {}

  /**
   * The same people and provider over a copy of the tables, as after a restore; with the keys and the checkpoints kept
   * outside of `files`, when they are still there.
   */
  async over(copy: TestDatabase, files?: Config): Promise<PayoutHouse> {
    const kept =
      files === undefined
        ? {}
        : { DATA_DIR: files.dataDir, CHECKPOINT_FOLDER: files.checkpointFolder };
    const running = await startModules(
      [PayoutsModule, LedgerModule],
      { ...settingsFor(this.sandbox), ...kept },
      copy,
    );
    running.clock.advance(this.running.clock.now().getTime() - running.clock.now().getTime());
    const { preparer, releaser, approver, reviewer } = this;
    const house = new PayoutHouse(running, this.sandbox);
    return Object.assign(house, { preparer, releaser, approver, reviewer });
  }

  static async open(
    settings: Readonly<Record<string, string>> = {},
    startingBalanceMinor = 25_000_000,
    more: readonly Type[] = [],
    existing?: TestDatabase,
  ): Promise<PayoutHouse> {
    let now = (): number => Date.now();
    const sandbox = await startSandbox({
      port: 0,
      smtpPort: 0,
      processingDelayMs: hours(1),
      capabilityDelayMs: 0,
      startingBalanceMinor,
      startingRewardsMinor: startingBalanceMinor,
      now: () => now(),
    });
    const running = await startModules(
      [PayoutsModule, LedgerModule, ...more],
      { ...settingsFor(sandbox), ...settings },
      existing,
    );
    now = () => running.clock.now().getTime();
    const house = new PayoutHouse(running, sandbox);
    // More is asked here in a second than of a fund in an hour.
    house.policy.pace = { questionsPerSecond: null };
    await house.furnish();
    return house;
  }

  /** The same people in a whole service, whose door for notices is open. Whoever started it stops it. */
  static async within(service: RunningService): Promise<PayoutHouse> {
    const house = new PayoutHouse(service, service.sandbox);
    await house.furnish();
    return house;
  }

  get<Service>(token: Parameters<RunningModules['get']>[0] & { prototype: Service }): Service {
    return this.running.get(token) as Service;
  }

  get sending(): Sending {
    return this.get(Sending);
  }

  get settlement(): Settlement {
    return this.get(Settlement);
  }

  get batches(): Batches {
    return this.get(Batches);
  }

  get policy(): SendingPolicy {
    return this.get(SendingPolicy);
  }

  /** A yes of this amount, told to the person, not yet accepted. */
  async aYes(amount: Money = usd(45_000)): Promise<Case> {
    const applicantId = newId('applicant');
    const applicationId = newId('application');
    const awardId = newId('award');
    const determinationId = newId('determination');
    const now = this.running.clock.now();
    const minor = String(amount.minor);
    await this.sql(
      `insert into applicant (id, language, created_at) values ($1, 'en', $2)`,
      applicantId,
      now,
    );
    await this.sql(
      `insert into application (id, applicant_id, programme_id, reference, state, asked_minor, currency,
         created_at, submitted_at)
       select $1, $2, id, $3, 'approved', $4, 'USD', $5, $5 from programme limit 1`,
      applicationId,
      applicantId,
      `R-${randomBytes(3).toString('hex').toUpperCase()}`,
      minor,
      now,
    );
    await this.sql(
      `insert into determination (id, application_id, round, state, outcome, amount_minor, currency, fund,
         reason_code, policy_id, approvals_needed, director_needed, digest, opened_by, opened_at, decided_at)
       select $1, $2, 0, 'decided', 'approved', $3, 'USD', 'GEN', 'fits', id, 1, false, $4, $5, $6, $6
       from policy_version limit 1`,
      determinationId,
      applicationId,
      minor,
      Buffer.alloc(32, 1),
      this.approver,
      now,
    );
    await this.sql(
      `insert into approval (id, determination_id, person_id, digest, given_at, expires_at)
       values ($1, $2, $3, $4, $5::timestamptz, $5::timestamptz + interval '7 days')`,
      newId('approval'),
      determinationId,
      this.approver,
      Buffer.alloc(32, 1),
      now,
    );
    for (const [person, part] of [
      [this.reviewer, 'propose'],
      [this.approver, 'approve'],
    ]) {
      await this.sql(
        `insert into duty (subject, person_id, part) values ($1, $2, $3)`,
        applicationId,
        person,
        part,
      );
    }
    const [award] = await this.running.database.query<{ ledger_ref: string }>(
      `with made as (
         insert into award (id, application_id, applicant_id, determination_id, state, fund, amount_minor,
           currency, offered_at)
         values ($1, $2, $3, $4, 'offered', 'GEN', $5, 'USD', $6) returning id, ledger_ref, amount_minor),
       part as (
         insert into instalment (id, award_id, number, amount_minor, due_on, state)
         select $7, id, 1, amount_minor, $8, 'planned' from made)
       select ledger_ref from made`,
      [
        awardId,
        applicationId,
        applicantId,
        determinationId,
        minor,
        now,
        newId('instalment'),
        // Due wherever the programmes' clocks stand.
        later(now, -days(1)).toISOString().slice(0, 10),
      ],
    );
    const order = {
      fund: 'GEN',
      amount,
      awardRef: award?.ledger_ref ?? '',
      actor: this.approver,
      sourceRef: awardId,
    };
    await this.get(UnitOfWork).run(() =>
      this.get(LedgerService).post([
        { ...order, kind: 'award.reserved', key: `${awardId}:award.reserved` },
        {
          ...order,
          kind: 'award.approved',
          key: `${awardId}:award.approved`,
          approver: this.reviewer,
        },
      ]),
    );
    return { applicantId, applicationId, awardId };
  }

  /** She accepts and gives an account. Returns her payout, ready to be put into a batch. */
  async setUp(yes: Case, accountNumber = GOOD_ACCOUNT): Promise<Payout> {
    await this.get(Awards).accept(yes.awardId, yes.applicantId);
    const wish = { ...yes, rail: RAIL, language: 'en' };
    await this.get(Methods).setUp(
      { applicantId: wish.applicantId, awardId: wish.awardId, rail: RAIL, language: 'en' },
      details(accountNumber),
    );
    await this.running.drain();
    await this.get(Methods).refresh();
    await this.running.drain();
    return this.newestOf(yes.applicantId);
  }

  /** The preparer locks everything that is ready, the releaser releases it; nothing is sent yet. */
  async release(): Promise<Id<'batch'>> {
    const id = await this.lock();
    const batch = await this.batches.get(id);
    const digest = Buffer.from(batch.digest ?? []).toString('hex');
    await this.batches.release(id, this.releaser, digest);
    return id;
  }

  async lock(): Promise<Id<'batch'>> {
    const chosen = await this.get(ReadyToPay).select(this.preparer, RAIL, []);
    return this.batches.prepare(this.preparer, { rail: RAIL, leftOut: [], seen: chosen.digest });
  }

  /** A payout that was released and waits to be sent. */
  async released(amount?: Money, accountNumber?: string): Promise<Payout> {
    const payout = await this.setUp(await this.aYes(amount), accountNumber);
    await this.release();
    return this.get(Payouts).get(payout.id);
  }

  async newestOf(applicantId: Id<'applicant'>): Promise<Payout> {
    const views = await this.get(Payouts).forApplicant(applicantId);
    const last = views.at(-1);
    if (!last) throw new Error('She has no payout.');
    return this.get(Payouts).get(last.id);
  }

  async stateOf(id: Id<'payout'>): Promise<PayoutState> {
    return (await this.get(Payouts).get(id)).state;
  }

  /** Claims what is due, as a sender does that goes no further. */
  async taken({ leaseMs = 60_000, most = 1 } = {}): Promise<readonly Work[]> {
    const orders = this.get(SendOrders);
    const { works } = await this.get(SendingClaims).take(
      { leaseMs, rails: [RAIL], most, pauseMs: 1 },
      (payouts) => orders.ordersFor(payouts),
    );
    return works;
  }

  /** Time passes for everybody: here, and at the provider, which does what falls due. */
  async pass(milliseconds: number): Promise<void> {
    this.running.clock.advance(milliseconds);
    this.sandbox.desk.forward(0);
    await this.sql(`update payout set not_before = clock_timestamp()`);
  }

  /** Everything that waits for a moment may be taken now; leases that ran out have run out. */
  async wakeUp(): Promise<void> {
    await this.sql(
      `update payout set not_before = clock_timestamp() - interval '1 second', lease_until = null
       where not_before <> 'infinity'`,
    );
    await this.sql(
      `update rail_state set rests_until = null, paced_until = '-infinity',
         probe_at = case when breaker <> 'closed' then clock_timestamp() - interval '1 second' end`,
    );
  }

  /** What a test left unfinished is not taken up by the next one. */
  async putAside(): Promise<void> {
    await this.sql(`update payout set not_before = 'infinity'`);
    await this.sql(
      `update sending_halt set resumed_by = $1, resumed_at = now() where resumed_at is null`,
      this.releaser,
    );
  }

  /** Payments at the provider under our reference: where money is counted. */
  paymentsFor(payout: Payout): number {
    return this.sandbox.desk.payments().filter(({ metadata }) => metadata['payout'] === payout.id)
      .length;
  }

  async entriesOf(payout: Payout): Promise<string[]> {
    const rows = await this.running.database.query<{ kind: string }>(
      `select kind from ledger.entry where source_ref = $1 order by seq`,
      [payout.id],
    );
    return rows.map(({ kind }) => kind);
  }

  /** Promises of payouts and books that do not hold. */
  async brokenPromises(): Promise<string[]> {
    const broken: string[] = [];
    for (const { promise, sql } of [...payoutsInvariants, ...ledgerInvariants]) {
      const rows = await this.running.database.query(sql);
      if (rows.length > 0) broken.push(promise);
    }
    return broken;
  }

  async sql(text: string, ...parameters: readonly unknown[]): Promise<void> {
    await this.running.database.query(text, parameters);
  }

  async close(): Promise<void> {
    await this.running.stop();
    await this.sandbox.stop();
  }

  private async furnish(): Promise<void> {
    const people = [this.preparer, this.releaser, this.approver, this.reviewer];
    for (const [index, id] of people.entries()) {
      await this.sql(
        `insert into person (id, email, name) values ($1, $2, $3)`,
        id,
        `person${String(index)}@example.org`,
        `Person ${String(index)}`,
      );
    }
    const funding = this.get(FundingService);
    await funding.openFund({ code: 'GEN', name: 'General', restriction: 'none' }, this.preparer);
    const act = { fund: 'GEN', amount: usd(20_000_000), actor: this.preparer };
    const second = { ...act, approver: this.releaser };
    await funding.receiveGift({ ...act, key: 'first:gift.received' });
    await funding.authoriseBudget({ ...second, key: 'first:budget.authorised' });
    await funding.sendToProvider({ ...second, key: 'first:provider.funding.sent' });
    await funding.arriveAtProvider({ ...act, key: 'first:provider.funding.arrived' });
    await this.sql(
      `insert into programme (id, code, name, fund, currency, least_minor, most_minor, rails, opened_at)
       values ($1, 'TEST', 'Test', 'GEN', 'USD', 100, 500000, '{stripe-outbound}', now())`,
      newId('programme'),
    );
  }
}

function settingsFor(sandbox: RunningSandbox): Record<string, string> {
  return {
    SMTP_URL: sandbox.smtpUrl,
    STRIPE_API_URL: sandbox.url,
    STRIPE_SECRET_KEY: sandbox.secretKey,
    STRIPE_WEBHOOK_SECRETS: sandbox.webhookSecret,
    STRIPE_FINANCIAL_ACCOUNT: 'fa_sandbox_main',
    TREMENDOUS_API_URL: sandbox.url,
    TREMENDOUS_API_KEY: sandbox.rewardsKey,
    TREMENDOUS_WEBHOOK_SECRET: sandbox.rewardsWebhookSecret,
  };
}

export function details(accountNumber: string = GOOD_ACCOUNT): BankDetails {
  return {
    kind: 'bank_account',
    country: 'US',
    givenName: 'Given',
    surname: 'Surname',
    routingNumber: inventedRoutingNumber(),
    accountNumber,
    accountType: 'checking',
  };
}

export { days, hours };
