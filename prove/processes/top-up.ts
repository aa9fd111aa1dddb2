import { PEOPLE } from '../../bench/support/released.js';

/** What finance sends to the provider while a drill runs: in the books once, however often it is said. */
export const TOP_UP = {
  kind: 'provider.funding.sent',
  key: 'drill:provider.funding.sent',
  fund: 'GEN',
  minor: 5_000_00n,
  sourceRef: 'drill',
  actor: PEOPLE.preparer,
  approver: PEOPLE.releaser,
} as const;
