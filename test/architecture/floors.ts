/**
 * Who may import whom. Each row may name only rows above it, so the table cannot hold a cycle.
 * Read downwards it is the story of a grant; adding a name to a row is an architecture decision.
 */
export const FLOORS: Readonly<Record<string, readonly string[]>> = {
  kernel: [],
  platform: ['kernel'],
  privacy: ['kernel', 'platform'],
  audit: ['kernel', 'platform'],
  identity: ['kernel', 'platform', 'privacy', 'audit'],
  ledger: ['kernel', 'platform', 'audit'],
  notifications: ['kernel', 'platform', 'privacy', 'audit'],
  applications: ['kernel', 'platform', 'privacy', 'audit', 'identity', 'notifications'],
  eligibility: ['kernel', 'platform', 'privacy', 'audit', 'identity', 'applications'],
  approvals: ['kernel', 'platform', 'audit', 'identity', 'ledger', 'applications', 'eligibility'],
  payouts: [
    'kernel',
    'platform',
    'privacy',
    'audit',
    'identity',
    'ledger',
    'notifications',
    'approvals',
  ],
  reconciliation: ['kernel', 'platform', 'audit', 'ledger', 'payouts'],
  'follow-up': [
    'kernel',
    'platform',
    'privacy',
    'audit',
    'notifications',
    'applications',
    'payouts',
  ],
  exports: ['kernel', 'platform', 'audit', 'ledger', 'approvals', 'payouts'],
  assurance: ['kernel', 'platform', 'audit', 'identity', 'ledger', 'payouts'],
  web: [
    'kernel',
    'platform',
    'privacy',
    'audit',
    'identity',
    'ledger',
    'applications',
    'eligibility',
    'approvals',
    'payouts',
    'reconciliation',
    'follow-up',
    'exports',
    'assurance',
  ],
  jobs: [
    'kernel',
    'platform',
    'privacy',
    'audit',
    'identity',
    'ledger',
    'notifications',
    'applications',
    'eligibility',
    'approvals',
    'payouts',
    'reconciliation',
    'follow-up',
    'exports',
    'assurance',
  ],
};

/**
 * Processes of their own, which nothing imports: the command line stands on the whole house, the
 * providers' sandbox on nothing of it.
 */
export const PROCESSES: Readonly<Record<string, readonly string[]>> = {
  cli: [...Object.keys(FLOORS)],
  sandbox: [],
};
