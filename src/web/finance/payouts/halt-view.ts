import type { PromiseCheck } from '#audit';
import { isId } from '#kernel';
import { payoutsIn, promiseIn, type SendingHalt } from '#payouts';
import type { ViewModel } from '#platform';

/** Where somebody of finance can look at a thing. */
export function pageOf(value: unknown): string | null {
  if (isId('payout', value)) return `/finance/payouts/${value}`;
  if (isId('batch', value)) return `/finance/batches/${value}`;
  if (isId('award', value)) return `/finance/awards/${value}`;
  return null;
}

/** A halt with what is known of its cause; what to do is in the template, one way for each kind. */
export function haltModel(halt: SendingHalt, checks: readonly PromiseCheck[]): ViewModel {
  const sentence = promiseIn(halt.reason);
  const check = checks.find(({ promise }) => promise === sentence);
  const payouts = payoutsIn(halt.reason).map((id) => ({ id, href: pageOf(id) }));
  return {
    halt,
    payouts,
    promise: check === undefined ? null : promiseModel(check),
    is: { [kindOf(halt.reason)]: true },
  };
}

type HaltKind = 'promise' | 'reconciliation' | 'log' | 'payment' | 'other';

export function kindOf(reason: string): HaltKind {
  if (promiseIn(reason) !== null) return 'promise';
  if (reason.startsWith('Reconciliation:')) return 'reconciliation';
  if (reason.startsWith('The verification found something:')) return 'log';
  return payoutsIn(reason).length > 0 ? 'payment' : 'other';
}

function promiseModel({ offences, example, sql, checkedAt }: PromiseCheck): ViewModel {
  const parts = Object.entries(example ?? {}).map(([name, value]) => ({
    name,
    value: wordFor(value),
    href: pageOf(value),
  }));
  return { offences, example: parts, sql: sql.replace(/\n {6,}/g, '\n'), checkedAt };
}

const wordFor = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value);
