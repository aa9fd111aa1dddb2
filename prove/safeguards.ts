/** What keeps a payout from being lost or made twice. Each can be taken away in a drill, which must then find harm. */
export const SAFEGUARDS = [
  'lookup',
  'quiet',
  'fence',
  'mark-before-send',
  'inbox-once',
  'unique-ledger-key',
  'epoch',
] as const;

export type Safeguard = (typeof SAFEGUARDS)[number];

/** What the simulator can do without: also the look at ways before a call, which the processes' count of money does not see. */
export type Absence = Safeguard | 'ways';
