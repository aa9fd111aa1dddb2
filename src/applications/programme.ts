import type { Currency, Id, Money } from '#kernel';

/** A way to give: whose money, how much, by which rails, and how soon we promise to answer. */
export interface Programme {
  readonly id: Id<'programme'>;
  /** `EMERGENCY`, for staff and the books. */
  readonly code: string;
  readonly name: string;
  /** Code of the fund that pays. */
  readonly fund: string;
  readonly currency: Currency;
  readonly least: Money;
  readonly most: Money;
  /** 1 for a one-off grant, else the number of monthly payments. */
  readonly instalments: number;
  readonly rails: readonly string[];
  /** Working days. */
  readonly answerWithinDays: number;
  readonly openedAt: Date;
  readonly closedAt: Date | null;
}

/** Whether people can ask under this programme now. */
export function isOpen(programme: Programme, now: Date): boolean {
  return programme.openedAt <= now && (programme.closedAt === null || programme.closedAt > now);
}
