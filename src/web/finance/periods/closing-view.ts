import type { Staff, StaffNames } from '#identity';
import { Money, type Currency } from '#kernel';
import type { Period } from '#ledger';
import type { ViewModel } from '#platform';
import type { AccountStanding, Check } from '#reconciliation';
import type { Tag } from '../finance-words.js';

export const nameIn = (names: StaffNames, id: string | null): string =>
  id === null ? '' : (names.get(id) ?? id);

const STATES: Readonly<Record<Period['state'], Tag>> = {
  open: { text: 'open', tone: '' },
  soft_closed: { text: 'soft closed', tone: 'warn' },
  closed: { text: 'closed', tone: 'ok' },
};

/** `January 2026` of `2026-01`. */
export function monthName(id: string): string {
  return new Intl.DateTimeFormat('en', { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    new Date(`${id}-01T00:00:00Z`),
  );
}

/** A month as its row in the list, and at the top of its page. */
export function periodModel(period: Period, names: StaffNames): ViewModel {
  const { id, startsOn, endsOn, state, preparedAt, closedAt, digest } = period;
  return {
    ...{ id, startsOn, endsOn, preparedAt, closedAt, digest },
    name: monthName(id),
    tag: STATES[state],
    isOpen: state === 'open',
    isSoftClosed: state === 'soft_closed',
    isClosed: state === 'closed',
    preparedBy: nameIn(names, period.preparedBy),
    closedBy: nameIn(names, period.closedBy),
  };
}

const CHECKS: Readonly<Record<Check['state'], Tag>> = {
  done: { text: 'done', tone: 'ok' },
  open: { text: 'to do', tone: 'err' },
  look: { text: 'look', tone: 'warn' },
};

/** Where a line of the list is worked on. */
function placeOf(code: Check['code'], period: string): string | null {
  const year = period.slice(0, 4);
  const places: Partial<Record<Check['code'], string>> = {
    earlier: '/finance/periods',
    suspense: '/finance/books',
    accruals: '/finance/books',
    breaks: '/finance/reconciliation',
    signed_off: `/finance/periods/${period}#accounts`,
    fx: `/finance/periods/${period}/revaluation`,
    year: `/finance/year-end/${year}`,
  };
  return places[code] ?? null;
}

export function checkModel({ code, state, sentence }: Check, period: string): ViewModel {
  return { sentence, tag: CHECKS[state], href: state === 'done' ? null : placeOf(code, period) };
}

/** An account at a provider as a row of the month's page. */
export function accountModel(standing: AccountStanding, names: StaffNames): ViewModel {
  const { at, signOff, isStale } = standing;
  return {
    account: at.account,
    currency: at.currency,
    ledger: shown(at.ledgerMinor, at.currency),
    provider: at.providerMinor === null ? null : shown(at.providerMinor, at.currency),
    isCompared: at.isCompared,
    outstanding: at.outstanding.length,
    preparedBy: nameIn(names, signOff?.preparedBy ?? null),
    reviewedBy: nameIn(names, signOff?.reviewedBy ?? null),
    tag: signTag(standing),
    isStale,
  };
}

function signTag({ signOff, isStale }: AccountStanding): Tag {
  if (signOff === null) return { text: 'not signed', tone: '' };
  if (isStale) return { text: 'changed since', tone: 'err' };
  return signOff.reviewedBy === null
    ? { text: 'one signature', tone: 'warn' }
    : { text: 'signed off', tone: 'ok' };
}

export const shown = (minor: bigint, currency: Currency): string =>
  Money.of(minor, currency).format();

/** What a page says about a proposal of closing entries, and what this person may do with it now. */
export function proposalModel(
  { waiting, digest, isReady, isLeft }: ProposalStanding,
  staff: Staff,
  names: StaffNames,
): ViewModel {
  const isOpen = isReady && isLeft;
  if (waiting === null) return { mayPropose: isOpen && isPreparer(staff) };
  const isCurrent = waiting.digest === digest;
  return {
    isWaiting: isCurrent && isLeft,
    isChanged: !isCurrent && isLeft,
    proposedBy: nameIn(names, waiting.proposedBy),
    proposedAt: waiting.proposedAt,
    mayPropose: isOpen && !isCurrent && isPreparer(staff),
    mayPost: isOpen && isCurrent && isPoster(staff, waiting.proposedBy),
  };
}

interface ProposalStanding {
  readonly waiting: {
    readonly digest: string;
    readonly proposedBy: string;
    readonly proposedAt: Date;
  } | null;
  /** Of what the page shows. */
  readonly digest: string;
  /** The month or year is closed as far as it must be. */
  readonly isReady: boolean;
  /** There is something to post. */
  readonly isLeft: boolean;
}

const isPreparer = ({ roles }: Staff): boolean => roles.includes('finance_preparer');
const isPoster = ({ id, roles }: Staff, proposedBy: string): boolean =>
  id !== proposedBy && (roles.includes('finance_releaser') || roles.includes('finance_director'));
