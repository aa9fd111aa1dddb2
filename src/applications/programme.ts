import { createHash } from 'node:crypto';
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
  /** Rails that are on, in the order they are offered. */
  readonly rails: readonly string[];
  /** By rail: what one payment may be; a rail that is not named has its provider's bounds. */
  readonly railLimits: Readonly<Record<string, RailLimits>>;
  /** Working days. */
  readonly answerWithinDays: number;
  readonly openedAt: Date;
  readonly closedAt: Date | null;
}

/** Bounds of one payment by a rail; null leaves the provider's own. */
export interface RailLimits {
  readonly least: Money | null;
  readonly most: Money | null;
}

/** Whether people can ask under this programme now. */
export function isOpen(programme: Programme, now: Date): boolean {
  return programme.openedAt <= now && (programme.closedAt === null || programme.closedAt > now);
}

/** A change of one way to be paid: off, or on at a place (1 is first), with its bounds. */
export interface WayChange {
  readonly rail: string;
  readonly place: number | null;
  readonly limits: RailLimits;
}

/** The programme with this change; the other ways keep their order. */
export function withWay(programme: Programme, { rail, place, limits }: WayChange): Programme {
  const rails = programme.rails.filter((other) => other !== rail);
  if (place !== null) rails.splice(place - 1, 0, rail);
  return { ...programme, rails, railLimits: { ...programme.railLimits, [rail]: limits } };
}

/** SHA-256 of the ways as they stand: whoever confirms a change confirms it to what the page showed. */
export function waysDigest({ rails, railLimits }: Programme): string {
  const limits = Object.entries(railLimits)
    .map(([rail, { least, most }]) => [rail, least?.toDecimal(), most?.toDecimal()])
    .sort(([one = ''], [other = '']) => (one < other ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([rails, limits]))
    .digest('hex');
}
