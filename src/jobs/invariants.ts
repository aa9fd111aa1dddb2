import { applicationsInvariants } from '#applications';
import { approvalsInvariants } from '#approvals';
import { assuranceInvariants } from '#assurance';
import { auditInvariants } from '#audit';
import { eligibilityInvariants } from '#eligibility';
import { followUpInvariants } from '#follow-up';
import { identityInvariants } from '#identity';
import type { Invariant } from '#kernel';
import { ledgerInvariants } from '#ledger';
import { notificationsInvariants } from '#notifications';
import { payoutsInvariants } from '#payouts';
import { privacyInvariants } from '#privacy';
import { reconciliationInvariants } from '#reconciliation';

/** Every promise of every module about the whole database, in the order of the house. */
export const allInvariants: readonly Invariant[] = [
  ...privacyInvariants,
  ...auditInvariants,
  ...identityInvariants,
  ...ledgerInvariants,
  ...notificationsInvariants,
  ...applicationsInvariants,
  ...eligibilityInvariants,
  ...approvalsInvariants,
  ...payoutsInvariants,
  ...reconciliationInvariants,
  ...followUpInvariants,
  ...assuranceInvariants,
];
