import { isCalendarDate, type Fund, type Period } from '#ledger';
import type { FormProblem } from '../forms/read-form.js';
import { textsOf } from './journal-question.js';

/** Which trial balance: of a day (or now), or of the end of a month by either of its two dates. */
export interface BalanceQuestion {
  readonly fund?: string;
  readonly to?: string;
  readonly period?: string;
  /** `closed`: as the month was first closed. `known`: with everything known now. */
  readonly basis: 'closed' | 'known';
}

export interface BalanceReading {
  readonly question: BalanceQuestion;
  readonly problems: readonly FormProblem[];
  readonly typed: Record<string, string>;
}

/** Reads the address; unknown parts are passed over, unreadable ones are named. */
export function readBalanceQuestion(
  query: unknown,
  known: { readonly funds: readonly Fund[]; readonly periods: readonly Period[] },
): BalanceReading {
  const typed = textsOf(query);
  const { fund, to, period } = typed;
  const month = known.periods.find(({ id }) => id === period);
  return {
    question: {
      ...(fund === undefined ? {} : { fund }),
      ...(to === undefined ? {} : { to }),
      ...(period === undefined ? {} : { period }),
      basis: basisOf(typed['basis'], month),
    },
    problems: problemsOf(typed, known.funds, month),
    typed,
  };
}

/** A closed month is shown as first closed unless somebody asks otherwise. */
function basisOf(asked: string | undefined, month: Period | undefined): BalanceQuestion['basis'] {
  const usual = month?.state === 'closed' ? 'closed' : 'known';
  return asked === 'closed' || asked === 'known' ? asked : usual;
}

function problemsOf(
  { fund, to, period, basis = 'known' }: Record<string, string>,
  funds: readonly Fund[],
  month: Period | undefined,
): FormProblem[] {
  const isOpenMonth = month !== undefined && month.state !== 'closed';
  const checks = [
    {
      field: 'fund',
      message: 'Choose one of the funds.',
      ok: fund === undefined || funds.some(({ code }) => code === fund),
    },
    {
      field: 'to',
      message: 'Write the day like 2026-01-31.',
      ok: to === undefined || isCalendarDate(to),
    },
    { field: 'period', message: 'Choose one of the months.', ok: period === undefined || !!month },
    {
      field: 'basis',
      message: 'A month that is not closed has no balance as first closed.',
      ok: basis !== 'closed' || !isOpenMonth,
    },
    {
      field: 'basis',
      message: 'Choose which of the two.',
      ok: ['closed', 'known'].includes(basis),
    },
  ];
  return checks.filter(({ ok }) => !ok).map(({ field, message }) => ({ field, message }));
}
