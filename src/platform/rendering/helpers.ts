import type Handlebars from 'handlebars';
import { translate } from './translations.js';

type Helper = Handlebars.HelperDelegate;

const DATE = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' });
const DATE_TIME = new Intl.DateTimeFormat('en-GB', {
  dateStyle: 'medium',
  timeStyle: 'short',
  timeZone: 'UTC',
});

/** The words templates may use beside plain values; no logic of the domain lives here. */
export const HELPERS: Readonly<Record<string, Helper>> = {
  /** `{{t 'start.lead' amount=…}}`: the text of the page's language. */
  t(this: { language?: string }, key: string, options: Handlebars.HelperOptions): string {
    const root = options.data as { root?: { language?: string } } | undefined;
    const language = this.language ?? root?.root?.language ?? 'en';
    return translate(language, key, options.hash as Record<string, string>);
  },
  eq: (one: unknown, other: unknown): boolean => one === other,
  or: (one: unknown, other: unknown): unknown => one || other,
  and: (one: unknown, other: unknown): unknown => one && other,
  includes: (list: readonly unknown[] | undefined, value: unknown): boolean =>
    list?.includes(value) ?? false,
  concat: (...parts: unknown[]): string => parts.slice(0, -1).map(String).join(''),
  /** `{{count}} {{noun count 'payout' 'payouts'}}`: 1 payout, 2 payouts. Staff pages; people's pages have plurals in `t`. */
  noun: (count: unknown, one: string, many: string): string => (String(count) === '1' ? one : many),
  /** `{{date when}}` 23 Nov 2026; `{{dateTime when}}` 23 Nov 2026, 14:05 UTC. Staff pages: books are kept in UTC. */
  date: (when: Date | null): string => (when ? DATE.format(when) : ''),
  dateTime: (when: Date | null): string => (when ? `${DATE_TIME.format(when)} UTC` : ''),
};
