import { Injectable } from '@nestjs/common';
import { Clock, DomainError, minutes, type Id } from '#kernel';
import { UnitOfWork } from '#platform';
import { Vault, type SealedPlace } from '#privacy';
import type { PayeeDetails } from '../rails/rail.js';

/** What travels with the form. */
interface Carried {
  readonly details: PayeeDetails;
  readonly until: number;
}

const CARRY_MS = minutes(30);

/** Details between "check" and "send": they travel with her own form for half an hour instead of being stored. */
@Injectable()
export class CarriedDetails {
  constructor(
    private readonly vault: Vault,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** The details as a text that only this service can read. */
  async seal(applicantId: Id<'applicant'>, details: PayeeDetails): Promise<string> {
    const carried: Carried = { details, until: this.clock.now().getTime() + CARRY_MS };
    const sealed = await this.unitOfWork.run(() =>
      this.vault.seal(carryPlace(applicantId), carried),
    );
    return Buffer.from(sealed).toString('base64url');
  }

  /** The details she sent along; null when they are not hers, were changed, or are too old. */
  async open(applicantId: Id<'applicant'>, text: string): Promise<PayeeDetails | null> {
    try {
      const sealed = Buffer.from(text, 'base64url');
      const { details, until } = await this.vault.open<Carried>(carryPlace(applicantId), sealed);
      return this.clock.now().getTime() <= until ? details : null;
    } catch (error) {
      if (error instanceof DomainError) return null;
      throw error;
    }
  }
}

function carryPlace(applicantId: Id<'applicant'>): SealedPlace {
  return { subject: applicantId, table: 'payout_method', row: applicantId, field: 'carried' };
}
