import { dailyFrom, everyMinutes, everySeconds, type Job, type Rhythm } from './rhythm.js';
import type { Forgetting, GrantWork, LogWork, NoticeWork, PayoutWork, Upkeep } from './work.js';

/** Who does the work of the timetable. */
export interface Workers {
  readonly payouts: PayoutWork;
  readonly grants: GrantWork;
  readonly log: LogWork;
  readonly upkeep: Upkeep;
  readonly forgetting: Forgetting;
  readonly notices: NoticeWork;
}

/** One line of the timetable: what, when, who, and a sentence for docs/operating.md. */
interface Line {
  readonly name: string;
  readonly when: (timeZone: string) => Rhythm;
  readonly run: (workers: Workers) => Promise<void>;
  readonly meaning: string;
}

const halfMinute = (): Rhythm => everySeconds(30);
const hourly = (): Rhythm => everyMinutes(60);
const daily =
  (hour: number) =>
  (timeZone: string): Rhythm =>
    dailyFrom(hour, timeZone);

/** Everything this house does by the clock, on one screen. Hours are those of the programmes' time zone. */
const LINES: readonly Line[] = [
  {
    name: 'payouts.send',
    when: halfMinute,
    run: ({ payouts }) => payouts.send(),
    meaning:
      'Sends released payouts that the queue missed, and looks up those whose outcome is unknown.',
  },
  {
    name: 'payouts.poll',
    when: halfMinute,
    run: ({ payouts }) => payouts.poll(),
    meaning: 'Asks the provider about every payout that is on its way.',
  },
  {
    name: 'payouts.settle',
    when: hourly,
    run: ({ payouts }) => payouts.settle(),
    meaning: 'Counts paid payouts as settled when the return window has passed.',
  },
  {
    name: 'payouts.unclear',
    when: daily(7),
    run: ({ notices }) => notices.tellOfUnclear(),
    meaning: 'Tells finance while the outcome of a payout is unknown for longer than a day.',
  },
  {
    name: 'notices.fill_gaps',
    when: hourly,
    run: ({ notices }) => notices.fillGaps(),
    meaning: "Reads the providers' own lists of events and takes in those that no notice brought.",
  },
  {
    name: 'cards.look',
    when: daily(1),
    run: ({ payouts }) => payouts.lookAtCards(),
    meaning: 'Asks what each card spent in all; what an ended one has left is owed again.',
  },
  {
    name: 'accounts.sweep',
    when: daily(1),
    run: ({ notices }) => notices.sweepAccounts(),
    meaning:
      "Brings back what rests in people's accounts at a provider; finance is told of the rest.",
  },
  {
    name: 'drafts.purge',
    when: () => everyMinutes(15),
    run: ({ grants }) => grants.purgeDrafts(),
    meaning: 'Erases what people typed and did not send.',
  },
  {
    name: 'instalments.fall_due',
    when: daily(1),
    run: ({ grants }) => grants.fallDue(),
    meaning: 'Makes planned instalments due on their day.',
  },
  {
    name: 'reconciliation.nightly',
    when: daily(2),
    run: ({ upkeep }) => upkeep.reconcile(),
    meaning: "Compares every provider's statement with the books.",
  },
  {
    name: 'reconciliation.recent',
    when: () => everyMinutes(15),
    run: ({ upkeep }) => upkeep.reconcileRecent(),
    meaning: 'Compares what the statements list since the last comparison; opens breaks at once.',
  },
  {
    name: 'money.look',
    when: () => everyMinutes(10),
    run: ({ upkeep }) => upkeep.lookForMoney(),
    meaning:
      'Looks whether money that was sent to a provider is there; tells finance what is late.',
  },
  {
    name: 'log.publish',
    when: daily(0),
    run: ({ log }) => log.publish(),
    meaning:
      'Shows the last checkpoint of each day: in the folder, by mail, at the public address.',
  },
  {
    name: 'verification.nightly',
    when: daily(4),
    run: ({ log }) => log.verify(),
    meaning: 'Asks for a verification of every promise and the whole log.',
  },
  {
    name: 'sessions.forget',
    when: daily(3),
    run: ({ forgetting }) => forgetting.sessions(),
    meaning: "Drops ended visits: applicants' after a day, staff's after thirty days.",
  },
  {
    name: 'job_runs.forget',
    when: daily(3),
    run: ({ forgetting }) => forgetting.runs(),
    meaning: 'Drops the rows of runs that ended two weeks ago.',
  },
  {
    name: 'exports.tend',
    when: () => everyMinutes(1),
    run: ({ forgetting }) => forgetting.exports(),
    meaning: 'Deletes exports after seven days, and takes up again those whose process died.',
  },
  {
    name: 'payees.forget',
    when: daily(3),
    run: ({ payouts }) => payouts.forgetPayees(),
    meaning: 'Erases whom to pay by hand, and proofs, four months after the last payment.',
  },
  {
    name: 'periods.extend',
    when: daily(4),
    run: ({ upkeep }) => upkeep.extendPeriods(),
    meaning: 'Makes the months of the books three years ahead.',
  },
  {
    name: 'follow-up.due',
    when: daily(10),
    run: ({ grants }) => grants.followUp(),
    meaning: 'Asks people whether their money came, reminds twice, then stops asking.',
  },
  {
    name: 'invariants.check',
    when: hourly,
    run: ({ upkeep }) => upkeep.checkInvariants(),
    meaning: 'Asks the database for every promise; halts sending when one is broken.',
  },
];

/** The jobs of a process, tied to who does the work. */
export function timetable(workers: Workers, timeZone: string): readonly Job[] {
  return LINES.map(({ name, when, run }) => ({ name, ...when(timeZone), run: () => run(workers) }));
}

/** The timetable as Markdown, for docs/operating.md. */
export function describeTimetable(): string {
  const rows = LINES.map(
    ({ name, when, meaning }) => `| \`${name}\` | ${when('UTC').rhythm} | ${meaning} |`,
  );
  return ['| job | when | what it does |', '| --- | --- | --- |', ...rows].join('\n');
}
