import type { Payout } from '../../src/payouts/payout.js';

const NOTHING_YET = {
  batchId: 'bat_model',
  reason: null,
  rawReason: null,
  ownerId: null,
  releasedAt: null,
  paidAt: null,
  settledAt: null,
  closedAt: null,
} as const;

type Terms = Pick<Payout, 'instalmentId' | 'amount' | 'methodId' | 'reissueOf'>;

/** The `number`th payout of a story, approved and not yet released. Its id has the shape of a real one. */
export function newPayout(number: number, terms: Terms): Payout {
  const digits = String(number).padStart(20, '0');
  return {
    ...NOTHING_YET,
    ...terms,
    id: `pay_${digits}`,
    awardId: `awd_${digits}`,
    applicationId: `app_${digits}`,
    applicantId: `apl_${digits}`,
    ledgerRef: digits,
    fund: 'GEN',
    rail: 'model',
    methodVersion: 1,
    approvalDigest: new Uint8Array(32),
    state: 'approved',
    createdAt: new Date(0),
  };
}
