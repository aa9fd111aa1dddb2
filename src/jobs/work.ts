import { Injectable } from '@nestjs/common';
import { Intake } from '#applications';
import { Awards } from '#approvals';
import { Publication, VerificationRuns } from '#audit';
import { ExportJobs } from '#exports';
import { FollowUpSweep } from '#follow-up';
import { ApplicantSessions, StaffSessions } from '#identity';
import { Clock } from '#kernel';
import { Periods } from '#ledger';
import {
  AccountSweep,
  CardUpkeep,
  ManualPayments,
  NoticeGaps,
  Sending,
  Settlement,
  UnclearPayouts,
} from '#payouts';
import { JobRuns } from '#platform';
import { MoneyWatch, Reconciler } from '#reconciliation';
import { InvariantCheck } from './invariant-check.service.js';

/** Rows of runs that ended are kept this long, for people who ask what happened last week. */
const KEEP_RUNS_DAYS = 14;

/** Money on its way. */
@Injectable()
export class PayoutWork {
  constructor(
    private readonly sending: Sending,
    private readonly settlement: Settlement,
    private readonly manual: ManualPayments,
    private readonly cards: CardUpkeep,
  ) {}

  /** Forgets whom people paid by hand, some time after the last payment. */
  async forgetPayees(): Promise<void> {
    await this.manual.forget();
  }

  /** Sends what is released; the queue does so at once, this finds what it missed. */
  async send(): Promise<void> {
    await this.sending.sweep();
  }

  /** Asks the provider about everything that is on its way: notices may be lost, this is the truth. */
  async poll(): Promise<void> {
    await this.settlement.poll();
  }

  /** Money that was not returned in time counts as settled. */
  async settle(): Promise<void> {
    await this.settlement.settleDue();
  }

  /** What cards spent in all, and what is left of those that ended. */
  async lookAtCards(): Promise<void> {
    await this.cards.lookAtAll();
  }
}

/** What providers tell by themselves, and what shows or finance hears when they did not. */
@Injectable()
export class NoticeWork {
  constructor(
    private readonly gaps: NoticeGaps,
    private readonly accounts: AccountSweep,
    private readonly unclear: UnclearPayouts,
  ) {}

  /** Finance hears of payouts that nobody knows the outcome of since yesterday. */
  async tellOfUnclear(): Promise<void> {
    await this.unclear.tell();
  }

  /** Takes in what they told and no notice brought. */
  async fillGaps(): Promise<void> {
    await this.gaps.fill();
  }

  /** Money that rests in people's accounts at providers comes back, however late. */
  async sweepAccounts(): Promise<void> {
    await this.accounts.run();
  }
}

/** What time alone does to requests and grants. */
@Injectable()
export class GrantWork {
  constructor(
    private readonly intake: Intake,
    private readonly awards: Awards,
    private readonly followUps: FollowUpSweep,
    private readonly clock: Clock,
  ) {}

  /** Forgets what people typed and did not send. */
  async purgeDrafts(): Promise<void> {
    await this.intake.purgeDrafts(this.clock.now());
  }

  /** Makes planned instalments due on their day. */
  async fallDue(): Promise<void> {
    await this.awards.fallDue(this.awards.today());
  }

  /** Asks people whether their money came. */
  async followUp(): Promise<void> {
    await this.followUps.run();
  }
}

/** What the log shows of itself, and whether it still holds. */
@Injectable()
export class LogWork {
  constructor(
    private readonly publication: Publication,
    private readonly verifications: VerificationRuns,
  ) {}

  /** Publishes the last checkpoint of the day that is over. */
  async publish(): Promise<void> {
    await this.publication.publishDay();
  }

  /** Asks for a verification; the queue works it off. */
  async verify(): Promise<void> {
    await this.verifications.ask('system');
  }
}

/** What keeps the house honest. */
@Injectable()
export class Upkeep {
  constructor(
    private readonly reconciler: Reconciler,
    private readonly invariants: InvariantCheck,
    private readonly periods: Periods,
    private readonly money: MoneyWatch,
  ) {}

  /** Money that was sent to providers is booked when it is there, and told of when it is late. */
  async lookForMoney(): Promise<void> {
    await this.money.look();
  }

  /** No entry meets the end of the calendar. */
  async extendPeriods(): Promise<void> {
    await this.periods.extend();
  }

  /** Compares every rail with the books. */
  async reconcile(): Promise<void> {
    await this.reconciler.runAll();
  }

  async reconcileRecent(): Promise<void> {
    await this.reconciler.runRecent();
  }

  /** Halts sending when a promise is broken. */
  async checkInvariants(): Promise<void> {
    await this.invariants.watch();
  }
}

/** What keeps the house tidy: rows that nobody needs any more. */
@Injectable()
export class Forgetting {
  constructor(
    private readonly jobRuns: JobRuns,
    private readonly staffSessions: StaffSessions,
    private readonly applicantSessions: ApplicantSessions,
    private readonly exportJobs: ExportJobs,
  ) {}

  async runs(): Promise<void> {
    await this.jobRuns.forget(KEEP_RUNS_DAYS);
  }

  /** Files for auditors last a week. */
  async exports(): Promise<void> {
    await this.exportJobs.tend();
  }

  /** When somebody visited is nobody's business once the visit can no longer be used. */
  async sessions(): Promise<void> {
    await this.applicantSessions.forgetOld();
    await this.staffSessions.forgetOld();
  }
}
