import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { DomainError, type Id } from '#kernel';
import { DisclosureGate } from '#privacy';
import type { Way } from './ways.js';

/** What a provider may be told, for how long: the way of the money and of its return. */
const CONSENT = { purpose: 'payout', days: 180 } as const;

/** Her permission that a company is told what a way needs. Ways that tell nobody anything need none. */
@Injectable()
export class PayoutConsents {
  constructor(
    private readonly gate: DisclosureGate,
    private readonly audit: AuditTrail,
  ) {}

  /** She said yes on the page that named the company and the fields. In the running unit of work. */
  async grant(applicantId: Id<'applicant'>, way: Way): Promise<void> {
    const { disclosesTo: recipient, recipientNeeds: fields } = way;
    if (recipient === undefined || fields.length === 0) return;
    await this.gate.grant(applicantId, { recipient, fields, ...CONSENT });
    await this.audit.record({
      kind: 'act',
      act: 'ReleaseGranted',
      actor: applicantId,
      subject: applicantId,
      details: { recipient, fields: fields.join(' ') },
    });
  }

  /** Throws `DISCLOSURE_NOT_ALLOWED` (forbidden) when nothing may leave. */
  async check(applicantId: Id<'applicant'>, way: Way): Promise<void> {
    const { disclosesTo: recipient, recipientNeeds: fields } = way;
    if (recipient === undefined || fields.length === 0) return;
    await this.gate.check(applicantId, { recipient, fields, purpose: CONSENT.purpose });
  }

  /** Whether `check` would let it pass. */
  async holds(applicantId: Id<'applicant'>, way: Way): Promise<boolean> {
    try {
      await this.check(applicantId, way);
      return true;
    } catch (error) {
      if (error instanceof DomainError) return false;
      throw error;
    }
  }
}
