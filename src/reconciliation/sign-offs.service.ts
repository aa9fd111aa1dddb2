import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { Clock, days, later, newId, type Currency, type Id } from '#kernel';
import { UnitOfWork } from '#platform';
import { ageInDays, bucketOf } from './break.js';
import { BreaksStore } from './breaks.store.js';
import { ProviderAccounts } from './provider-accounts.service.js';
import {
  differenceUnexplained,
  monthNotOver,
  signOffSamePerson,
  signOffStale,
  signOffUnknown,
  signedOffAlready,
} from './reconciliation.errors.js';
import {
  outstandingMinor,
  outstandingText,
  type AccountAtCutoff,
  type SignOff,
} from './sign-off.js';
import { SignOffsStore } from './sign-offs.store.js';

/** Which account, at the end of which month. */
export interface AccountOfMonth {
  readonly period: string;
  readonly account: string;
  readonly currency: Currency;
}

/** An account at the end of a month and the signature under it, if any. */
export interface AccountStanding {
  readonly at: AccountAtCutoff;
  readonly signOff: SignOff | null;
  /** The books or the provider's list have changed since it was signed. */
  readonly isStale: boolean;
}

/**
 * Signs off accounts at providers for the end of a month: one person prepares, another reviews. A difference between the
 * two sides that the list of outstanding movements does not explain cannot be signed.
 */
@Injectable()
export class SignOffs {
  constructor(
    private readonly store: SignOffsStore,
    private readonly accounts: ProviderAccounts,
    private readonly breaks: BreaksStore,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /** Every account at a provider that has moved by the end of the month. Throws `UNKNOWN_PERIOD` (not_found). */
  async standings(period: string): Promise<AccountStanding[]> {
    const signOffs = await this.store.ofPeriod(period);
    return (await this.accounts.atEndOf(period)).map((at) => {
      const { account, currency } = at;
      const signOff =
        signOffs.find((each) => each.account === account && each.currency === currency) ?? null;
      return { at, signOff, isStale: signOff !== null && hasMoved(signOff, at) };
    });
  }

  /** Throws `SIGN_OFF_UNKNOWN` (not_found) for an account that has not moved. */
  async standing({ period, account, currency }: AccountOfMonth): Promise<AccountStanding> {
    const found = (await this.standings(period)).find(
      ({ at }) => at.account === account && at.currency === currency,
    );
    if (found === undefined) throw signOffUnknown();
    return found;
  }

  /** Throws `SIGN_OFF_UNKNOWN` (not_found). */
  async get(id: Id<'signOff'>): Promise<SignOff> {
    const found = await this.store.find(id);
    if (found === null) throw signOffUnknown();
    return found;
  }

  /**
   * The first signature. `statedMinor` is the balance on the provider's paper, for accounts no comparison covers.
   * Throws `SIGN_OFF_TOO_EARLY`, `SIGN_OFF_DONE` or `SIGN_OFF_UNEXPLAINED` (conflict).
   */
  async prepare(
    which: AccountOfMonth,
    preparedBy: string,
    statedMinor: bigint | null = null,
  ): Promise<void> {
    await this.unitOfWork.run(async () => {
      const { at, signOff, isStale } = await this.standing(which);
      if (this.clock.now() < dayAfter(at.cutoff)) throw monthNotOver();
      if (signOff?.reviewedBy != null && !isStale) throw signedOffAlready();
      const providerMinor = at.isCompared ? at.providerMinor : statedMinor;
      const explained = outstandingMinor(at.outstanding);
      if (providerMinor === null || providerMinor - at.ledgerMinor !== explained) {
        throw differenceUnexplained();
      }
      const { period, account, currency, cutoff, ledgerMinor, outstanding } = at;
      const signed = {
        ...{ period, account, currency, cutoff, ledgerMinor, providerMinor },
        id: newId('signOff'),
        basis: at.isCompared ? ('run' as const) : ('stated' as const),
        outstandingCount: outstanding.length,
        outstandingMinor: explained,
        outstandingDigest: digestOf(at),
        breaks: await this.openBreaks(),
        preparedBy,
        preparedAt: this.clock.now(),
      };
      await this.store.add(signed);
      await this.record(signed, 'AccountSignedOff', preparedBy);
    });
  }

  /** The second signature. Throws `SIGN_OFF_SAME_PERSON`, `SIGN_OFF_CHANGED` or `SIGN_OFF_DONE` (conflict). */
  async review(id: Id<'signOff'>, reviewedBy: string): Promise<void> {
    await this.unitOfWork.run(async () => {
      const signOff = await this.get(id);
      if (signOff.preparedBy === reviewedBy) throw signOffSamePerson();
      const { at } = await this.standing(signOff);
      if (hasMoved(signOff, at)) throw signOffStale();
      if (!(await this.store.review(signOff, reviewedBy, this.clock.now()))) {
        throw signedOffAlready();
      }
      await this.record(signOff, 'AccountSignOffReviewed', reviewedBy);
    });
  }

  private async openBreaks(): Promise<Record<string, number>> {
    const now = this.clock.now();
    const counts: Record<string, number> = {};
    for (const { code, openedAt } of await this.breaks.listOpen()) {
      const name = `${code} ${bucketOf(ageInDays(openedAt, now))}`;
      counts[name] = (counts[name] ?? 0) + 1;
    }
    return counts;
  }

  private async record(
    signed: Omit<SignOff, 'reviewedBy' | 'reviewedAt'>,
    act: string,
    actor: string,
  ): Promise<void> {
    await this.audit.record({
      kind: 'sign_off',
      act,
      actor,
      subject: `period:${signed.period}`,
      details: {
        sign_off: signed.id,
        account: signed.account,
        currency: signed.currency,
        cutoff: signed.cutoff,
        basis: signed.basis,
        ledger_minor: String(signed.ledgerMinor),
        provider_minor: String(signed.providerMinor),
        outstanding_count: String(signed.outstandingCount),
        outstanding_minor: String(signed.outstandingMinor),
        outstanding_digest: signed.outstandingDigest,
        breaks: Object.entries(signed.breaks)
          .map(([name, count]) => `${name}: ${String(count)}`)
          .join(', '),
      },
    });
  }
}

/** Accounting dates are UTC: the instant a day is over. */
const dayAfter = (day: string): Date => later(new Date(`${day}T00:00:00Z`), days(1));

function digestOf({ outstanding }: AccountAtCutoff): string {
  return createHash('sha256').update(outstandingText(outstanding)).digest('hex');
}

/**
 * Whether the figures are no longer those that were signed. A match found since only shortens the list of outstanding
 * movements: what counts is that the balances stand.
 */
function hasMoved(signOff: SignOff, at: AccountAtCutoff): boolean {
  return (
    at.ledgerMinor !== signOff.ledgerMinor ||
    (at.providerMinor !== null && at.providerMinor !== signOff.providerMinor)
  );
}
