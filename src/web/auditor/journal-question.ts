import type { Typed } from '../forms/read-form.js';

/** The same question, further back in time; for links. */
export function addressOf(
  path: string,
  typed: Typed,
  change: Readonly<Record<string, string>>,
): string {
  const search = new URLSearchParams(textsOf(typed));
  for (const place of ['before', 'after', 'totals']) search.delete(place);
  for (const [name, value] of Object.entries(change)) search.set(name, value);
  return search.size === 0 ? path : `${path}?${search.toString()}`;
}

/** Texts of a query string that are there and not empty, trimmed. */
export function textsOf(query: unknown): Record<string, string> {
  if (typeof query !== 'object' || query === null) return {};
  return Object.fromEntries(
    Object.entries(query).flatMap(([name, value]) =>
      typeof value === 'string' && value.trim() !== '' ? [[name, value.trim()]] : [],
    ),
  );
}
