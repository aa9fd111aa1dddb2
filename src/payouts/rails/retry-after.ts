import { hours } from '#kernel';

/** A longer pause than this is a mistake: after it the provider is asked again, and may say so again. */
export const LONGEST_PAUSE_MS = hours(1);

/**
 * The pause a provider asks for with `Retry-After`, in milliseconds: seconds, or a date of HTTP as seen from `now`. Null
 * when it asks for none, or for nothing that can be understood.
 */
export function pauseAskedFor(header: string | null | undefined, now: Date): number | null {
  const text = header?.trim() ?? '';
  const ms = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1_000 : untilDate(text, now);
  return ms !== null && ms >= 1 ? Math.trunc(Math.min(ms, LONGEST_PAUSE_MS)) : null;
}

/** Only the one form in which dates are sent today (RFC 9110, IMF-fixdate), and only days that there are. */
function untilDate(text: string, now: Date): number | null {
  const date = new Date(text);
  const isDate = !Number.isNaN(date.getTime()) && date.toUTCString() === text;
  return isDate ? date.getTime() - now.getTime() : null;
}
