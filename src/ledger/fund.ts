import { utcDate } from '#kernel';
import { fundInvalid } from './ledger.errors.js';

/** What the giver allows the money for; `conditional` means a barrier and a right of return (ASC 958-605-25-5A). */
export const RESTRICTIONS = ['none', 'purpose', 'time', 'purpose_time', 'conditional'] as const;
export type Restriction = (typeof RESTRICTIONS)[number];

/** What posting templates look at. */
export type FundClass = 'unrestricted' | 'restricted' | 'conditional';

/** A fund to be opened. Dates are `YYYY-MM-DD`. */
export interface NewFund {
  readonly code: string;
  readonly name: string;
  readonly restriction: Restriction;
  readonly funderAwardNo?: string;
  readonly assistanceListing?: string;
  readonly startsOn?: string;
  readonly endsOn?: string;
}

/** Money with one purpose, as it stands in the books. */
export interface Fund {
  readonly code: string;
  readonly name: string;
  readonly restriction: Restriction;
  readonly class: FundClass;
  readonly startsOn: string | null;
  readonly endsOn: string | null;
}

const DATE = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;

/** Throws `FUND_INVALID` (invalid) with a sentence that says what to change. */
export function checkNewFund(fund: NewFund): void {
  if (!/^[A-Z0-9][A-Z0-9-]{1,11}$/.test(fund.code)) {
    throw fundInvalid(
      'Use 2 to 12 capital letters, digits and hyphens for the code of a fund, no hyphen first.',
    );
  }
  if (fund.name.length < 2 || fund.name.length > 80) {
    throw fundInvalid('Use 2 to 80 characters for the name of a fund.');
  }
  if (
    fund.assistanceListing !== undefined &&
    !/^[0-9]{2}\.[0-9]{3}$/.test(fund.assistanceListing)
  ) {
    throw fundInvalid('Write the assistance listing number like 16.320.');
  }
  const { startsOn, endsOn } = fund;
  if (![startsOn, endsOn].every((date) => date === undefined || isCalendarDate(date))) {
    throw fundInvalid('Write dates like 2026-01-31.');
  }
  if (startsOn !== undefined && endsOn !== undefined && endsOn < startsOn) {
    throw fundInvalid('A fund ends after it starts.');
  }
}

/** Whether a text is a date of the calendar, `YYYY-MM-DD`. */
export function isCalendarDate(text: string): boolean {
  const instant = new Date(`${text}T00:00:00Z`);
  // V8 reads 2026-02-30 as the 2nd of March: only a date that comes back the same is one.
  return DATE.test(text) && !Number.isNaN(instant.getTime()) && utcDate(instant) === text;
}
