import { createHash } from 'node:crypto';
import type { Currency } from '#kernel';
import { isCalendarDate } from '#ledger';
import { populationInvalid } from './assurance.errors.js';
import type { Candidate } from './sample.js';

/** Which entries are looked at. Dates are accounting dates, both included. */
export interface PopulationQuestion {
  readonly kinds: readonly string[];
  readonly fund: string | null;
  readonly currency: Currency;
  readonly from: string | null;
  readonly to: string | null;
}

/** Where the journal ends for this sample: what is posted later never joins it. */
export interface Horizon {
  readonly upToSeq: bigint;
  /** Oldest transaction that was running: everything before it had ended. PostgreSQL's xid8, as text. */
  readonly watermark: string;
}

/** A population in three figures. The same three again mean the same entries. */
export interface PopulationFigures {
  readonly count: number;
  readonly total: bigint;
  /** SHA-256 of one line `entry|kind|rail|amount` for each entry in order, joined by line feeds; hexadecimal. */
  readonly digest: string;
}

/** Throws `POPULATION_INVALID` (invalid). */
export function checkQuestion({ kinds, from, to }: PopulationQuestion): void {
  if (kinds.length === 0) throw populationInvalid('Choose at least one kind of entry.');
  for (const date of [from, to]) {
    if (date !== null && !isCalendarDate(date)) {
      throw populationInvalid('Write days like 2026-01-31.');
    }
  }
  if (from !== null && to !== null && from > to) {
    throw populationInvalid('The first day is after the last one.');
  }
}

export function figuresOf(population: readonly Candidate[]): PopulationFigures {
  const hash = createHash('sha256');
  let total = 0n;
  for (const [index, { seq, kind, rail, amount }] of population.entries()) {
    total += amount;
    const line = [seq, kind, rail ?? '', amount].map(String).join('|');
    hash.update(index === 0 ? line : `\n${line}`, 'utf8');
  }
  return { count: population.length, total, digest: hash.digest('hex') };
}
