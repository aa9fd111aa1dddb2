import { readExact } from './exact-json.js';
import type { Answer } from './tremendous-client.js';

/** One member of something read from JSON; undefined when there is no such thing. */
export function member(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inner, name) =>
      typeof inner === 'object' && inner !== null
        ? (inner as Record<string, unknown>)[name]
        : undefined,
    value,
  );
}

/** The members of a list; none when it is no list. */
export const items = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** The body with its numbers as text; null when it is not JSON. */
export function jsonOf({ body }: Answer): unknown {
  try {
    return readExact(body);
  } catch {
    return null;
  }
}

export const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** An instant; null when it is none. */
export function dateOf(value: unknown): Date | null {
  const at = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? null : new Date(at);
}
