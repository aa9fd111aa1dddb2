import { Injectable } from '@nestjs/common';
import { Clock, DomainError, days, later, newId, type Id } from '#kernel';
import { UnitOfWork } from '#platform';
import { ReleaseStore, type ReleaseCount } from './release.store.js';

/** What is to leave the house, for whom and for what. */
export interface Disclosure {
  /** Who receives it: `stripe`, a partner's id. */
  readonly recipient: string;
  /** Names of fields, never their values. */
  readonly fields: readonly string[];
  readonly purpose: string;
}

/** A consent lasts a year at most: the law asks for one that is reasonably time-limited. */
const MOST_DAYS = 365;

/**
 * The one gate for personal data on its way out (34 USC 12291(b)(2): informed, written, time-limited consent,
 * which is never a condition of help). Everything that sends a name, number or account asks here first.
 */
@Injectable()
export class DisclosureGate {
  constructor(
    private readonly store: ReleaseStore,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** Records her consent. Throws `RELEASE_UNREASONABLE` (invalid) without fields or for more than a year. */
  async grant(
    applicantId: Id<'applicant'>,
    consent: Disclosure & { readonly days: number },
  ): Promise<Id<'release'>> {
    const isReasonable =
      consent.fields.length > 0 &&
      Number.isInteger(consent.days) &&
      consent.days >= 1 &&
      consent.days <= MOST_DAYS;
    if (!isReasonable) {
      throw new DomainError(
        'invalid',
        'RELEASE_UNREASONABLE',
        'A consent names the fields and ends within a year.',
      );
    }
    const id = newId('release');
    const now = this.clock.now();
    await this.unitOfWork.run(() =>
      this.store.add({
        id,
        applicantId,
        recipient: consent.recipient,
        fields: consent.fields,
        purpose: consent.purpose,
        grantedAt: now,
        expiresAt: later(now, days(consent.days)),
      }),
    );
    return id;
  }

  /** Passes when live consents cover every field for this recipient and purpose; else throws `DISCLOSURE_NOT_ALLOWED` (forbidden). */
  async check(applicantId: Id<'applicant'>, disclosure: Disclosure): Promise<void> {
    const live = await this.store.live(applicantId, disclosure.recipient, this.clock.now());
    const allowed = new Set(
      live.filter(({ purpose }) => purpose === disclosure.purpose).flatMap(({ fields }) => fields),
    );
    if (disclosure.fields.every((field) => allowed.has(field))) return;
    throw new DomainError(
      'forbidden',
      'DISCLOSURE_NOT_ALLOWED',
      'There is no live consent for this recipient, these fields and this purpose.',
    );
  }

  /** Ends a consent at once. Throws `RELEASE_UNKNOWN` (not_found) for one that is not hers or has ended. */
  async revoke(applicantId: Id<'applicant'>, id: Id<'release'>): Promise<void> {
    const wasLive = await this.unitOfWork.run(() =>
      this.store.revoke(applicantId, id, this.clock.now()),
    );
    if (wasLive) return;
    throw new DomainError('not_found', 'RELEASE_UNKNOWN', 'There is no such live consent.');
  }

  /** How many consents there are by recipient and purpose. */
  async counts(): Promise<ReleaseCount[]> {
    return this.store.counts(this.clock.now());
  }
}
