import { invalidFields } from './api-error.js';

/** Bounds in seconds since 1970 UTC, as the SDK types them. */
export interface Range {
  readonly gt?: number;
  readonly gte?: number;
  readonly lt?: number;
  readonly lte?: number;
}

export interface PageQuery {
  readonly limit?: number;
  readonly page?: string;
  readonly created?: Range;
}

export interface Page<T> {
  readonly data: readonly T[];
  readonly next_page_url: string | null;
  readonly previous_page_url: string | null;
}

interface Listed {
  readonly id: string;
  readonly created: string;
}

const defaultLimit = 20;
const largestLimit = 100;

/**
 * One page of a list, newest first. The next address carries the filters, because the SDK follows
 * it as it stands. The mark is the id of the last row shown, so rows that arrive or change
 * meanwhile neither repeat nor hide others.
 */
export function pageOf<T extends Listed>(
  path: string,
  oldestFirst: readonly T[],
  query: PageQuery,
  isWanted: (row: T) => boolean = () => true,
): Page<T> {
  const limit = limitOf(query);
  const end = query.page === undefined ? oldestFirst.length : placeOf(oldestFirst, query.page);
  const data: T[] = [];
  for (let index = end - 1; index >= 0 && data.length <= limit; index -= 1) {
    const row = oldestFirst[index];
    if (row && isWithin(row.created, query.created) && isWanted(row)) data.push(row);
  }
  const hasMore = data.length > limit;
  const shown = data.slice(0, limit);
  const last = shown.at(-1);
  return {
    data: shown,
    next_page_url: hasMore && last ? nextUrl(path, query, last.id) : null,
    previous_page_url: null,
  };
}

function limitOf({ limit = defaultLimit }: PageQuery): number {
  if (!Number.isInteger(limit) || limit < 1 || limit > largestLimit) {
    throw invalidFields(`/limit must be a whole number from 1 to ${String(largestLimit)}.`);
  }
  return limit;
}

function placeOf(rows: readonly Listed[], page: string): number {
  const index = rows.findIndex((row) => `page_${row.id}` === page);
  if (index < 0) throw invalidFields('/page is not a page of this list.');
  return index;
}

function isWithin(created: string, range: Range = {}): boolean {
  const seconds = Date.parse(created) / 1000;
  const { gt, gte, lt, lte } = range;
  if (gt !== undefined && !(seconds > gt)) return false;
  if (gte !== undefined && !(seconds >= gte)) return false;
  if (lt !== undefined && !(seconds < lt)) return false;
  return lte === undefined || seconds <= lte;
}

function nextUrl(path: string, query: object, lastId: string): string {
  const pairs: string[] = [];
  const add = (name: string, value: unknown): void => {
    if (typeof value === 'object' && value !== null) {
      for (const [key, inner] of Object.entries(value)) add(`${name}[${key}]`, inner);
    } else if (name !== 'page') {
      pairs.push(`${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`);
    }
  };
  for (const [name, value] of Object.entries(query)) add(name, value);
  pairs.push(`page=${encodeURIComponent(`page_${lastId}`)}`);
  return `${path}?${pairs.join('&')}`;
}
