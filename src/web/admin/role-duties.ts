import type { Role } from '#identity';

/** Something that is done here, and the roles that may do it. */
export interface RoleDuty {
  readonly name: string;
  readonly roles: readonly Role[];
}

/** The duties that are kept apart, in the order of a grant. */
export const DUTIES: readonly RoleDuty[] = [
  { name: 'Review requests', roles: ['reviewer'] },
  { name: 'Decide and approve', roles: ['approver', 'finance_director'] },
  { name: 'Prepare batches', roles: ['finance_preparer'] },
  { name: 'Release batches', roles: ['finance_releaser'] },
  { name: 'Read the books and the log', roles: ['auditor'] },
  { name: 'Watch consents and reads', roles: ['privacy_officer'] },
  { name: 'Give roles', roles: ['administrator'] },
];
