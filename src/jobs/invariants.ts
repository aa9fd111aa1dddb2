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

/** A promise, and whose it is. */
export interface ModulePromise extends Invariant {
  readonly module: string;
}

const MODULES: Readonly<Record<string, readonly Invariant[]>> = {
  privacy: privacyInvariants,
  audit: auditInvariants,
  identity: identityInvariants,
  ledger: ledgerInvariants,
  notifications: notificationsInvariants,
  applications: applicationsInvariants,
  eligibility: eligibilityInvariants,
  approvals: approvalsInvariants,
  payouts: payoutsInvariants,
  reconciliation: reconciliationInvariants,
  'follow-up': followUpInvariants,
  assurance: assuranceInvariants,
};

/** Every promise of every module about the whole database, in the order of the house. */
export const allInvariants: readonly ModulePromise[] = Object.entries(MODULES).flatMap(
  ([module, promises]) => promises.map((each) => ({ ...each, module })),
);
