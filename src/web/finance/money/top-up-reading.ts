import { days, later, Money, utcDate, type Id } from '#kernel';
import { isCalendarDate } from '#ledger';
import type { TopUpWish } from '#payouts';
import type { FormProblem } from '../../forms/read-form.js';
import type { WriteTopUpForm } from './money-forms.js';

const CURRENCY = 'USD';
/** Money is on its way for days, not for months: a year mistyped is found here. */
const LONGEST_DAYS = 60;

/** What the form means, or what is wrong at which field. Days are those of the programmes. */
export function readTopUp(
  form: WriteTopUpForm,
  id: Id<'topUp'>,
  { funds, today }: { readonly funds: readonly string[]; readonly today: string },
): { readonly wish: TopUpWish } | { readonly problems: readonly FormProblem[] } {
  const amount = amountIn(form.amount);
  const problems: FormProblem[] = [];
  if (!funds.includes(form.fund)) problems.push({ field: 'fund', message: 'Choose a fund.' });
  if (amount === null) {
    const message = 'Enter an amount above zero in figures, like 250.';
    problems.push({ field: 'amount', message });
  }
  if (!isNear(form.expectedOn, today)) {
    const message = `Write a date like ${today}, at most ${String(LONGEST_DAYS)} days from today.`;
    problems.push({ field: 'expectedOn', message });
  }
  if (amount === null || problems.length > 0) return { problems };
  const { purse, fund, bankReference, expectedOn } = form;
  return { wish: { id, purse, fund, amount, bankReference, expectedOn } };
}

/** Why a day on which money is said to have come cannot be; null when it can. */
export function problemWithArrival(on: string, today: string): FormProblem | null {
  if (isNear(on, today) && on <= today) return null;
  return {
    field: 'on',
    message: `Write a date up to today, like ${today}.`,
  };
}

function isNear(day: string, today: string): boolean {
  if (!isCalendarDate(day)) return false;
  const around = (count: number): string =>
    utcDate(later(new Date(`${today}T00:00:00Z`), days(count)));
  return around(-LONGEST_DAYS) <= day && day <= around(LONGEST_DAYS);
}

function amountIn(typed: string): Money | null {
  try {
    const amount = Money.parse(typed, CURRENCY);
    return amount.minor > 0n ? amount : null;
  } catch {
    return null;
  }
}
