import type { Role, Staff } from '#identity';

/** A door in the staff header. */
export interface NavigationLink {
  readonly href: string;
  readonly label: string;
}

/** Which doors each role sees, in the order of a grant. */
const DOORS: readonly (NavigationLink & { readonly roles: readonly Role[] })[] = [
  { href: '/review', label: 'Requests', roles: ['reviewer'] },
  { href: '/approve', label: 'Decisions', roles: ['approver', 'finance_director'] },
  { href: '/finance', label: 'Finance', roles: ['finance_preparer', 'finance_releaser'] },
  { href: '/finance/ready', label: 'Ready to pay', roles: ['finance_preparer'] },
  { href: '/finance/batches', label: 'Batches', roles: ['finance_preparer', 'finance_releaser'] },
  {
    href: '/finance/exceptions',
    label: 'Exceptions',
    roles: ['finance_preparer', 'finance_releaser'],
  },
  { href: '/finance/manual', label: 'By hand', roles: ['finance_preparer', 'finance_releaser'] },
  {
    href: '/finance/reconciliation',
    label: 'Reconciliation',
    roles: ['finance_preparer', 'finance_releaser'],
  },
  {
    href: '/finance/books',
    label: 'Books',
    roles: ['finance_preparer', 'finance_releaser', 'finance_director'],
  },
  {
    href: '/finance/periods',
    label: 'Months',
    roles: ['finance_preparer', 'finance_releaser', 'finance_director'],
  },
  { href: '/finance/awards', label: 'Awards', roles: ['approver'] },
  { href: '/audit', label: 'Audit', roles: ['auditor'] },
  { href: '/audit/entries', label: 'Entries', roles: ['auditor'] },
  { href: '/audit/trial-balance', label: 'Trial balance', roles: ['auditor'] },
  { href: '/audit/events', label: 'Log', roles: ['auditor'] },
  { href: '/audit/log', label: 'Checkpoints', roles: ['auditor'] },
  { href: '/audit/samples', label: 'Samples', roles: ['auditor'] },
  { href: '/audit/exports', label: 'Exports', roles: ['auditor'] },
  { href: '/audit/invariants', label: 'Promises', roles: ['auditor'] },
  { href: '/privacy', label: 'Consents', roles: ['privacy_officer'] },
  { href: '/admin/people', label: 'People', roles: ['administrator'] },
  {
    href: '/admin/instruments',
    label: 'Own accounts',
    roles: ['administrator', 'finance_director'],
  },
  {
    href: '/admin/alerts',
    label: 'Alerts',
    roles: ['administrator', 'finance_preparer', 'finance_releaser', 'finance_director'],
  },
  { href: '/admin/system', label: 'System', roles: ['administrator'] },
];

/** The doors this person sees. */
export function navigationFor(staff: Staff): NavigationLink[] {
  return DOORS.filter((door) => door.roles.some((role) => staff.roles.includes(role))).map(
    ({ href, label }) => ({ href, label }),
  );
}

/** Where signing in leads. */
export function homeOf(staff: Staff): string {
  return navigationFor(staff)[0]?.href ?? '/staff';
}
