/** Every page of the auditor's, with what it answers; the header shows only those used every day. */
export const AUDITOR_DOORS: readonly {
  readonly href: string;
  readonly label: string;
  readonly answers: string;
}[] = [
  { href: '/audit/entries', label: 'Entries', answers: 'What was posted, by whom, and why?' },
  {
    href: '/audit/trial-balance',
    label: 'Trial balance',
    answers: 'What stands on each account, per fund, now or as of a day?',
  },
  {
    href: '/audit/verification',
    label: 'Verification',
    answers: 'Is everything still what was signed?',
  },
  {
    href: '/audit/invariants',
    label: 'Promises',
    answers: 'What is always true of the data, and is it now?',
  },
  { href: '/audit/events', label: 'Log', answers: 'Who did, decided, read or exported what?' },
  {
    href: '/audit/log',
    label: 'Checkpoints and witnesses',
    answers: 'Which heads of the log were signed, and who outside vouches for them?',
  },
  {
    href: '/audit/access',
    label: 'Access and consents',
    answers: 'Who opened what was sealed, and for which purpose?',
  },
  {
    href: '/audit/policies',
    label: 'Rules and their versions',
    answers: 'Which rules were in force, and what changed?',
  },
  {
    href: '/audit/duties',
    label: 'Separation of duties',
    answers: 'Who may do what, and did anybody take two parts?',
  },
  {
    href: '/audit/samples',
    label: 'Samples',
    answers: 'Draw entries by rule and seed, and sign a working paper for each.',
  },
  {
    href: '/audit/exports',
    label: 'Exports',
    answers: 'Take the books along, for your own tools.',
  },
];
