import { days, later, type Id, type Money } from '#kernel';
import type { VoucherState } from '#ledger';
import type { Purse } from '../rails/rail.js';

/** What somebody says was sent from our bank to a provider. */
export interface TopUpWish {
  readonly id: Id<'topUp'>;
  readonly purse: Purse;
  readonly fund: string;
  readonly amount: Money;
  /** What the bank calls the transfer. */
  readonly bankReference: string;
  /** The day it should be there, `YYYY-MM-DD` as programmes count days. */
  readonly expectedOn: string;
}

/** The same, with what became of it. */
export interface TopUp extends TopUpWish {
  readonly voucherId: Id<'voucher'>;
  readonly voucherState: VoucherState;
  readonly writtenBy: Id<'person'>;
  readonly writtenAt: Date;
  readonly arrivedAt: Date | null;
  /** `system` when it was found in the provider's books; else who read the provider's paper. */
  readonly bookedBy: string | null;
  /** When the provider sent it back to the bank, by which line of its books; null when it did not. */
  readonly returnedAt: Date | null;
  readonly returnLine: string | null;
  /** What says that the bank has it again; null before somebody wrote it. */
  readonly returnVoucherId: Id<'voucher'> | null;
  readonly returnVoucherState: VoucherState | null;
}

/** A top-up that had arrived, and the line of the provider's books by which it went back. */
export interface ReturnedTopUp {
  readonly topUpId: Id<'topUp'>;
  readonly purse: Purse;
  readonly line: string;
  readonly returnedAt: Date;
}

/** Where the money is: between the bank's page and a second person, on its way, late, there, or back. */
export type TopUpStanding =
  | 'waits_for_second'
  | 'declined'
  | 'withdrawn'
  | 'on_its_way'
  | 'late'
  | 'arrived'
  | 'came_back'
  | 'back_at_bank';

export function standingOf(
  { arrivedAt, returnedAt, returnVoucherState, voucherState, expectedOn }: TopUp,
  today: string,
): TopUpStanding {
  if (returnedAt !== null) return returnVoucherState === 'posted' ? 'back_at_bank' : 'came_back';
  if (arrivedAt !== null) return 'arrived';
  if (voucherState === 'proposed') return 'waits_for_second';
  if (voucherState !== 'posted') return voucherState;
  return expectedOn < today ? 'late' : 'on_its_way';
}

/** Money that came in, as a line of the provider's books that nothing explains yet. */
export interface FundingLine {
  readonly entryId: string;
  readonly effectiveAt: Date;
  readonly amount: Money;
}

/** A top-up and the line that shows it. */
export interface Arrival {
  readonly topUp: TopUp;
  readonly line: FundingLine;
}

/** The bank may be quicker than the person who writes it down. */
const WRITTEN_LATE_MS = days(1);

/**
 * Which of the top-ups on their way to one purse are there. An amount fits an amount to the cent, and the earliest
 * expected comes first. Where several of one amount are of different funds and not all have come, nobody can tell whose
 * money it is: then a person says.
 */
export function arrivalsAmong(
  onTheWay: readonly TopUp[],
  lines: readonly FundingLine[],
): Arrival[] {
  const byAmount = Map.groupBy(onTheWay, ({ amount }) => keyOf(amount));
  return [...byAmount].flatMap(([key, topUps]) => {
    const fitting = lines
      .filter((line) => keyOf(line.amount) === key)
      .sort((one, other) => one.effectiveAt.getTime() - other.effectiveAt.getTime());
    const pairs = pairsOf(topUps, fitting);
    const isOneFund = new Set(topUps.map(({ fund }) => fund)).size === 1;
    return isOneFund || pairs.length === topUps.length ? pairs : [];
  });
}

function pairsOf(topUps: readonly TopUp[], lines: readonly FundingLine[]): Arrival[] {
  const free = [...lines];
  const inOrder = [...topUps].sort((one, other) =>
    `${one.expectedOn}${one.id}` < `${other.expectedOn}${other.id}` ? -1 : 1,
  );
  return inOrder.flatMap((topUp) => {
    const from = later(topUp.writtenAt, -WRITTEN_LATE_MS);
    const found = free.findIndex(({ effectiveAt }) => effectiveAt >= from);
    const [line] = found === -1 ? [] : free.splice(found, 1);
    return line ? [{ topUp, line }] : [];
  });
}

const keyOf = (amount: Money): string => `${amount.currency} ${String(amount.minor)}`;
