import type { VerificationRuns, LogStanding } from '#audit';
import type { BooksService } from '#ledger';
import type { SendingHalts } from '#payouts';

/** Something an auditor should know before anything else; the tone is said in words too. */
export interface Notice {
  readonly tone: 'ok' | 'warn' | 'err';
  readonly tag: string;
  readonly text: string;
  readonly href: string;
}

type Run = Awaited<ReturnType<VerificationRuns['latest']>>[number];
type Standing = Awaited<ReturnType<LogStanding['now']>>;
type Period = Awaited<ReturnType<BooksService['periods']>>[number];
type Halt = Awaited<ReturnType<SendingHalts['standing']>>[number];

export function haltNotices(halts: readonly Halt[]): Notice[] {
  return halts.map(({ reason }) => ({
    tone: 'err',
    tag: 'sending is stopped',
    text: reason,
    href: '/audit/events?subject=sending',
  }));
}

/** `stale`: runs that ended before then are too old to rest on. */
export function verificationNotice(run: Run | undefined, stale: Date): Notice {
  const href = '/audit/verification';
  if (run?.finishedAt == null) {
    return { tone: 'warn', tag: 'not verified yet', text: 'No verification has ended.', href };
  }
  if (run.outcome !== 'ok') {
    const text = run.findings[0] ?? 'The last verification did not end.';
    return { tone: 'err', tag: 'look here first', text, href };
  }
  if (run.finishedAt < stale) {
    const text = 'The last verification is more than two days old.';
    return { tone: 'warn', tag: 'old', text, href };
  }
  const text = `The last verification found ${run.leavesChecked.toLocaleString('en-US')} leaves and ${String(run.promisesChecked)} promises in order.`;
  return { tone: 'ok', tag: 'verified', text, href };
}

export function logNotice({ head, waiting, trouble }: Standing): Notice {
  const href = '/audit/verification';
  if (trouble !== null) return { tone: 'err', tag: 'log', text: trouble.message, href };
  if (head === null) return { tone: 'warn', tag: 'log', text: 'Nothing is sealed yet.', href };
  const sealed = `${head.size.toLocaleString('en-US')} leaves are sealed`;
  if (waiting === 0) return { tone: 'ok', tag: 'sealed', text: `${sealed}; none waits.`, href };
  const many = waiting >= MANY_WAITING;
  const rows =
    waiting === 1
      ? '1 row waits for its'
      : `${waiting.toLocaleString('en-US')} rows wait for their`;
  const text = `${sealed}; ${rows} leaf.`;
  return { tone: many ? 'warn' : 'ok', tag: many ? 'behind' : 'sealed', text, href };
}

/** A minute of a busy day; more means that nobody seals. */
const MANY_WAITING = 1_000;

export function breakNotice(open: number): Notice {
  const href = '/audit/events?kind=decision';
  return open === 0
    ? { tone: 'ok', tag: 'reconciled', text: 'No open difference with a provider.', href }
    : {
        tone: 'warn',
        tag: 'differences',
        text: `${String(open)} differences with providers are open.`,
        href,
      };
}

export function closeNotice(periods: readonly Period[]): Notice {
  const href = '/audit/trial-balance';
  const last = periods.filter(({ state }) => state === 'closed').at(-1);
  return last === undefined
    ? { tone: 'warn', tag: 'no close', text: 'No period was closed yet.', href }
    : { tone: 'ok', tag: 'closed', text: `The last closed period is ${last.id}.`, href };
}

export function readingNotice(people: number, most: number): Notice[] {
  if (people === 0) return [];
  return [
    {
      tone: 'warn',
      tag: 'look closer',
      text: `On ${String(people)} occasions somebody read more than ${String(most)} sealed things on one day.`,
      href: '/audit/access',
    },
  ];
}
