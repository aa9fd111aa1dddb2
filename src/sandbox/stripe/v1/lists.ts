import { ApiError, invalidFields } from '../api-error.js';
import type { Range } from '../pages.js';

/** What every list of API v1 can be asked. */
export interface ListQuery {
  readonly limit?: number;
  readonly starting_after?: string;
  readonly ending_before?: string;
  readonly created?: Range | number;
  readonly expand?: readonly string[];
}

export interface List<T> {
  readonly object: 'list';
  readonly data: readonly T[];
  readonly has_more: boolean;
  readonly url: string;
}

interface Listed {
  readonly id: string;
  readonly created: number;
}

const defaultLimit = 10;
const largestLimit = 100;

/** One page, newest first, by the id of a row that was seen: rows that come meanwhile neither repeat nor hide others. */
export function listOf<T extends Listed>(
  url: string,
  oldestFirst: readonly T[],
  query: ListQuery,
  isWanted: (row: T) => boolean = () => true,
): List<T> {
  const { limit = defaultLimit, starting_after: after, ending_before: before } = query;
  if (!Number.isInteger(limit) || limit < 1 || limit > largestLimit) {
    throw invalidFields(`limit must be a whole number from 1 to ${String(largestLimit)}.`);
  }
  const rows = oldestFirst
    .filter((row) => isWithin(row.created, query.created) && isWanted(row))
    .reverse();
  const from = after === undefined ? 0 : placeOf(rows, after) + 1;
  const to = before === undefined ? rows.length : placeOf(rows, before);
  const start = before === undefined ? from : Math.max(from, to - limit);
  const data = rows.slice(start, Math.min(to, start + limit));
  const hasMore = before === undefined ? start + limit < rows.length : start > from;
  return { object: 'list', data, has_more: hasMore, url };
}

function placeOf(rows: readonly Listed[], id: string): number {
  const index = rows.findIndex((row) => row.id === id);
  if (index < 0) {
    throw new ApiError(400, 'invalid_request_error', 'not_found', `No such row: ${id}.`);
  }
  return index;
}

function isWithin(seconds: number, created: Range | number = {}): boolean {
  if (typeof created === 'number') return seconds === created;
  const { gt, gte, lt, lte } = created;
  if (gt !== undefined && !(seconds > gt)) return false;
  if (gte !== undefined && !(seconds >= gte)) return false;
  if (lt !== undefined && !(seconds < lt)) return false;
  return lte === undefined || seconds <= lte;
}
