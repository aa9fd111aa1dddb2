import { days, later, type Id } from '#kernel';
import type { ExportState } from './export-job.states.js';
import type { ExportOrder } from './export-order.js';

/** An export somebody asked for on the page. */
export interface ExportJob {
  readonly id: Id<'export'>;
  readonly order: ExportOrder;
  readonly askedAt: Date;
  readonly state: ExportState;
  readonly attempts: number;
  /** Rows written so far, and how many there will be, near enough to show. */
  readonly done: bigint;
  readonly total: bigint;
  /** Of the one file (.zip) that holds the others; null until it is ready. */
  readonly bytes: bigint | null;
  readonly sha256: string | null;
  readonly expiresAt: Date | null;
  readonly errorCode: string | null;
}

/** A process that is killed by what it makes must not be killed for ever. */
export const MOST_ATTEMPTS = 3;
/** Nobody can fill the queue alone. */
export const MOST_WAITING = 5;

const KEPT_DAYS = 7;

/** When a file that is ready now is deleted. */
export const expiryFrom = (now: Date): Date => later(now, days(KEPT_DAYS));
