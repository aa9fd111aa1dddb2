import type { LooseEnds, Period } from '#ledger';
import type { SealStanding } from './closing-seal.service.js';

/** One line of the list: `done`; `open` keeps the month from closing; `look` is for two people to weigh. */
export interface Check {
  readonly code:
    | 'over'
    | 'earlier'
    | 'suspense'
    | 'signed_off'
    | 'breaks'
    | 'fx'
    | 'accruals'
    | 'year'
    | 'sealed'
    | 'witnessed';
  readonly state: 'done' | 'open' | 'look';
  readonly sentence: string;
}

/** Everything that is looked at before a month closes. */
export interface ClosingFigures {
  readonly period: Period;
  readonly isOver: boolean;
  readonly looseEnds: LooseEnds;
  /** Accounts at providers, and how many of them lack two fresh signatures. */
  readonly accounts: number;
  readonly unsigned: number;
  /** Open breaks from the month or before. */
  readonly breaks: number;
  readonly isRevalued: boolean;
  readonly seal: SealStanding;
}

/** The list, in the order in which the work is done. */
export function checklistOf(figures: ClosingFigures): Check[] {
  const { looseEnds, isOver, seal } = figures;
  return [
    check('over', isOver, 'The month is over.', 'The month is not over yet.'),
    check(
      'earlier',
      looseEnds.earlier === 0,
      'Every earlier month is closed.',
      `${counted(looseEnds.earlier, 'earlier month is', 'earlier months are')} not closed.`,
    ),
    check(
      'suspense',
      looseEnds.suspense === 0,
      'Suspense (1199) is zero.',
      'Suspense (1199) is not zero: find out what the money is and book it.',
    ),
    signedOff(figures),
    breaks(figures),
    check(
      'fx',
      figures.isRevalued,
      'Clearing of currencies (1990) agrees at the closing rates, or is empty.',
      'Clearing of currencies (1990) is not revalued to the end of this month.',
    ),
    check(
      'accruals',
      looseEnds.accruals === 0,
      'Accruals of earlier months are reversed.',
      'An accrual of an earlier month is not reversed.',
    ),
    ...year(figures),
    check(
      'sealed',
      seal.unsealed === 0,
      'Every entry of the month is sealed in the log.',
      `${counted(seal.unsealed, 'entry is', 'entries are')} not sealed in the log yet.`,
    ),
    check(
      'witnessed',
      seal.have >= seal.needed,
      seal.needed === 0
        ? 'No witness is asked for (WITNESSES_NEEDED is 0).'
        : `${String(seal.have)} of ${String(seal.needed)} witnesses vouch for the log up to this month.`,
      `${String(seal.have)} of ${String(seal.needed)} witnesses vouch for the log up to this month: ask the others to cosign.`,
    ),
  ];
}

function check(code: Check['code'], isDone: boolean, done: string, open: string): Check {
  return { code, state: isDone ? 'done' : 'open', sentence: isDone ? done : open };
}

function signedOff({ accounts, unsigned }: ClosingFigures): Check {
  return check(
    'signed_off',
    unsigned === 0,
    accounts === 0
      ? 'No account at a provider has moved yet.'
      : 'Every account at a provider is signed off by two people.',
    `${counted(unsigned, 'account at a provider lacks', 'accounts at providers lack')} two signatures under the end of the month.`,
  );
}

/** An open break does not keep a month open: two people saw it when they signed the account off. */
function breaks({ breaks: count }: ClosingFigures): Check {
  return {
    code: 'breaks',
    state: count === 0 ? 'done' : 'look',
    sentence:
      count === 0
        ? 'No break from this month or before is open.'
        : `${counted(count, 'break', 'breaks')} from this month or before ${count === 1 ? 'is' : 'are'} open.`,
  };
}

function year({ period, looseEnds }: ClosingFigures): Check[] {
  if (!period.id.endsWith('-12')) return [];
  return [
    check(
      'year',
      looseEnds.year === 0,
      'Revenue, expense and transfers of the year are closed into net assets.',
      'Revenue, expense and transfers of the year are not closed into net assets.',
    ),
  ];
}

const counted = (count: number, one: string, many: string): string =>
  `${String(count)} ${count === 1 ? one : many}`;
