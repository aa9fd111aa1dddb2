import { DomainError } from '#kernel';
import { isCalendarDate } from '#ledger';
import { exportInvalid } from './exports.errors.js';

/** Which rows, in which form, and who asks. Dates are accounting dates, both included. */
export interface ExportOrder {
  readonly format: string;
  readonly from: string;
  readonly to: string;
  readonly fund: string | null;
  readonly actor: string;
}

/** Throws `EXPORT_FORMAT_UNKNOWN`, `EXPORT_DATE_INVALID` or `EXPORT_DAYS_REVERSED` (invalid), with what to write instead. */
export function checkOrder(order: ExportOrder, formats: readonly string[]): void {
  if (!formats.includes(order.format)) {
    throw exportInvalid(
      'EXPORT_FORMAT_UNKNOWN',
      `There is no format of this name: choose one of ${formats.join(', ')}.`,
    );
  }
  const wrong = [order.from, order.to].find((date) => !isCalendarDate(date));
  if (wrong !== undefined) {
    throw exportInvalid('EXPORT_DATE_INVALID', 'Give days of the calendar like 2026-01-31.');
  }
  if (order.from > order.to) {
    throw exportInvalid('EXPORT_DAYS_REVERSED', 'The first day comes before the last, or is it.');
  }
}

/** Why an export failed, as a code that may be stored and shown. */
export function failureOf(error: unknown): string {
  if (error instanceof DomainError) return error.code;
  const code = error instanceof Error && 'code' in error ? error.code : '';
  if (code === 'ENOSPC' || code === 'EDQUOT') return 'EXPORT_DISK_FULL';
  return 'EXPORT_FAILED';
}
