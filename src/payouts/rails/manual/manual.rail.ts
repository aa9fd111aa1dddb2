import { Injectable } from '@nestjs/common';
import { Clock, DomainError, invariant, Money, newId } from '#kernel';
import { UnitOfWork } from '#platform';
import { Vault, type SealedPlace } from '#privacy';
import { sha256 } from '../../payout.js';
import { noticeRefused } from '../notice-refusals.js';
import { problemsWith } from '../../methods/payee-details.js';
import type {
  InstructionDetails,
  LookupQuery,
  MethodSaved,
  Observed,
  PayeeDetails,
  PayoutRail,
  RailBalance,
  RailCapabilities,
  RecipientState,
  Resolved,
  SubmitPayout,
  SubmitResult,
  VerifiedNotice,
} from '../rail.js';
import type { CountedEntry, StatementEntry } from '../statement.js';
import { observedFrom, type ManualPayment } from './manual-payment.js';
import { manualPaymentGraph } from './manual-payment.states.js';
import { manualPaymentUnknown } from './manual.errors.js';
import { ManualStore } from './manual.store.js';

/** A row of ours stays: the key of a payout is known for good. A century stands for that. */
const FOREVER_HOURS = 100 * 365 * 24;

/**
 * Paid by hand from our own bank. Its provider is a table of ours, kept like one: the rail writes instructions between
 * units of work and never in the sender's, people bring them forward, and what became of one is asked like anywhere else.
 */
@Injectable()
export class ManualRail implements PayoutRail {
  readonly capabilities: RailCapabilities = {
    id: 'manual',
    provider: 'partner',
    disclosesTo: 'The bank or partner who pays',
    label: 'By hand: check, cash by a partner, bill',
    currencies: ['USD'],
    countries: ['US'],
    least: Money.of(100n, 'USD'),
    most: Money.of(500_000n, 'USD'),
    speed: 'week',
    onboarding: 'staff',
    recipientNeeds: ['payee', 'address'],
    onlookers: ['mail_at_home', 'partner', 'payee'],
    contactsHer: 'never',
    isBearer: false,
    cancelUntil: 'before_it_leaves',
    returnWindowDays: 180,
    idempotency: { lifetimeHours: FOREVER_HOURS, replaysErrors: false },
    pace: { mostAtOnce: 4, perSecond: 50, perPayment: 1, questionsPerSecond: null, perQuestion: 1 },
    purse: 'bank',
    hears: [],
    eventsKeptDays: 0,
  };

  constructor(
    private readonly store: ManualStore,
    private readonly vault: Vault,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** The method's own id is the name: nobody else has to know her. */
  ensureRecipient(_: PayeeDetails, key: string): Promise<RecipientState> {
    return this.recipient(key);
  }

  recipient(ref: string): Promise<RecipientState> {
    return Promise.resolve({ ref, status: 'ready', requirements: [] });
  }

  /** Keeps, sealed, what the person who pays must read. */
  async saveMethod(recipient: string, details: PayeeDetails): Promise<MethodSaved> {
    if (details.kind !== 'instruction' || problemsWith(details).length > 0) {
      return { kind: 'refused', code: 'bad_account' };
    }
    await this.alone(async () => {
      // Before a method belongs to anybody it is sealed under its own name.
      const subject = (await this.store.ownerOf(recipient)) ?? recipient;
      const place = payeePlace(subject, recipient);
      const detailsSealed = await this.vault.seal(place, details satisfies InstructionDetails);
      const payee = { ref: recipient, subject, way: details.way, detailsSealed };
      await this.store.savePayee(payee, this.clock.now());
    });
    return { kind: 'saved', ref: recipient, lastDigits: '' };
  }

  bodyDigest({ reference, recipient, method, amount }: SubmitPayout): Uint8Array {
    const { currency, minor } = amount;
    return sha256({ reference, recipient, method, amount: String(minor), currency });
  }

  async submit(command: SubmitPayout): Promise<SubmitResult> {
    try {
      return await this.alone(() => this.instruct(command));
    } catch (error) {
      // Whether it was written is found out by looking, as with any provider.
      return { kind: 'unknown', code: error instanceof DomainError ? error.code : 'not_written' };
    }
  }

  async lookup({ reference }: LookupQuery): Promise<Observed | null> {
    const found = await this.store.findByReference(reference);
    return found === null ? null : observedFrom(found);
  }

  async fetch(providerRef: string): Promise<Observed> {
    const found = await this.store.find(providerRef);
    if (found === null) throw manualPaymentUnknown();
    return observedFrom(found);
  }

  async cancel(providerRef: string): Promise<'cancelled' | 'too_late' | 'unsupported'> {
    return this.alone(async () => {
      await this.store.lock(providerRef);
      const found = await this.store.find(providerRef);
      if (found === null) throw manualPaymentUnknown();
      if (found.state === 'cancelled') return 'cancelled';
      if (found.state !== 'open') return 'too_late';
      await this.store.save({
        ...found,
        state: manualPaymentGraph.after(found.state, 'ManualPaymentCalledBack'),
        closedBy: 'system',
        closedAt: this.clock.now(),
        reason: 'cancelled_at_provider',
      });
      return 'cancelled';
    });
  }

  /** Nobody sends notices about what we do ourselves. */
  parseWebhook(): VerifiedNotice {
    throw noticeRefused('NOTICE_REFUSED');
  }

  resolve(): Promise<Resolved> {
    return Promise.resolve({ kind: 'nothing' });
  }

  /** What these payments took from the bank and gave back, from our own rows: the bank's statement is not read here. */
  async *feed(since: Date, until: Date): AsyncIterable<StatementEntry> {
    for (const payment of await this.store.all(until)) {
      yield* entriesOf(payment).filter(
        ({ effectiveAt }) => effectiveAt >= since && effectiveAt < until,
      );
    }
  }

  /** What these payments have taken in all: the bank's own balance is not known here. */
  async balance(): Promise<RailBalance> {
    const payments = await this.store.all(new Date(8.64e15 / 10));
    const amounts = payments.flatMap(entriesOf).map(({ amount }) => amount);
    return { available: Money.sum('USD', amounts), pendingOut: Money.zero('USD') };
  }

  private async instruct(command: SubmitPayout): Promise<SubmitResult> {
    const { reference, recipient, amount } = command;
    const payee = await this.store.findPayee(recipient);
    if (payee?.detailsSealed == null) {
      return { kind: 'rejected', reason: 'not_ready', rawReason: 'no_instruction' };
    }
    const bodyDigest = this.bodyDigest(command);
    const standing = await this.store.instruct({
      ...{ id: newId('manualPayment'), reference, payeeRef: recipient, bodyDigest, amount },
      instructedAt: this.clock.now(),
    });
    if (!Buffer.from(standing).equals(bodyDigest)) {
      return { kind: 'mismatch', code: 'other_instruction' };
    }
    const payment = await this.store.findByReference(reference);
    invariant(payment !== null, 'What was just written is there.');
    return { kind: 'accepted', observed: observedFrom(payment) };
  }

  private alone<Result>(work: () => Promise<Result>): Promise<Result> {
    invariant(!this.unitOfWork.isRunning, 'Calls to the outside stand between units of work.');
    return this.unitOfWork.run(work);
  }
}

/** Where whom to pay is sealed. */
export const payeePlace = (subject: string, ref: string): SealedPlace => ({
  ...{ subject, table: 'manual_payee', row: ref, field: 'details' },
});

function entriesOf(payment: ManualPayment): CountedEntry[] {
  const { id, amount, instructedAt, closedAt } = payment;
  const entry = (kind: 'payout' | 'payout_reversal', at: Date, moved: Money): CountedEntry => ({
    ...{ entryId: `${id}:${kind}`, effectiveAt: at, kind, amount: moved, providerRef: id },
    rawDigest: sha256({ id, kind, amount: String(moved.minor) }),
  });
  const out = entry('payout', instructedAt, Money.zero(amount.currency).minus(amount));
  return closedAt === null ? [out] : [out, entry('payout_reversal', closedAt, amount)];
}
