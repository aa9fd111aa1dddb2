import { Injectable } from '@nestjs/common';
import { Clock, days, hours, later, minutes, type Id } from '#kernel';
import { UnitOfWork } from '#platform';
import { newToken, tokenHash } from './secrets.js';
import { ApplicantSessionStore, type ApplicantVisit, type VisitPurpose } from './session.store.js';

/** A status page is left open on shared computers: it closes soon. A draft must outlast a pause. */
const LENGTHS: Readonly<
  Record<VisitPurpose, { readonly idleMs: number; readonly longestMs: number }>
> = {
  draft: { idleMs: minutes(60), longestMs: hours(24) },
  status: { idleMs: minutes(10), longestMs: minutes(30) },
};
/** See StaffSessions: a visit may end this much early. */
const TOUCH_MS = 30_000;

/** Visits of applicants: no account, no lasting cookie, one purpose each. */
@Injectable()
export class ApplicantSessions {
  constructor(
    private readonly store: ApplicantSessionStore,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** A new visit's token. */
  async start(applicantId: Id<'applicant'>, purpose: VisitPurpose): Promise<string> {
    const token = newToken();
    const now = this.clock.now();
    await this.unitOfWork.run(() =>
      this.store.add({
        tokenHash: tokenHash(token),
        holder: { applicantId, purpose },
        formToken: newToken(),
        startedAt: now,
        expiresAt: later(now, LENGTHS[purpose].longestMs),
      }),
    );
    return token;
  }

  /** Who visits, or null when the visit is over or was for another purpose. */
  async find(
    token: string,
    purpose: VisitPurpose,
  ): Promise<(ApplicantVisit & { formToken: string }) | null> {
    const now = this.clock.now();
    const key = tokenHash(token);
    const idleSince = later(now, -LENGTHS[purpose].idleMs);
    const session = await this.store.find(key, purpose, now, idleSince);
    if (!session) return null;
    if (session.seenAt < later(now, -TOUCH_MS)) {
      await this.unitOfWork.run(() => this.store.touch(key, now));
    }
    return { ...session.holder, formToken: session.formToken };
  }

  async end(token: string): Promise<void> {
    await this.unitOfWork.run(() => this.store.end(tokenHash(token), this.clock.now()));
  }

  /** Ends every visit of hers, on every device. */
  async endAll(applicantId: Id<'applicant'>): Promise<void> {
    await this.unitOfWork.run(() => this.store.endAll(applicantId, this.clock.now()));
  }

  /** Removes visits that ended more than a day ago; a job's work. */
  async forgetOld(): Promise<void> {
    await this.unitOfWork.run(() => this.store.forget(later(this.clock.now(), -days(1))));
  }
}
