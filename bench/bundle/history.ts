import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';

/** Numbers below 1 from a seed: the same seed, the same history (mulberry32). */
export class Dice {
  constructor(private state: number) {}

  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number from 0 to `below` - 1. */
  below(below: number): number {
    return Math.floor(this.next() * below);
  }

  pick<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)] as T;
  }

  hex(digits: number): string {
    return Array.from({ length: digits }, () => this.below(16).toString(16)).join('');
  }
}

/** A line of an entry, in minor units; debit above zero. */
export interface MadeLine {
  account: string;
  fund: string;
  currency: string;
  amount: bigint;
  award?: string;
}

/** A journal entry as the books keep it. */
export interface MadeEntry {
  readonly what: 'entry';
  seq: number;
  kind: string;
  effective: string;
  posted: string;
  period: string;
  relates?: string;
  actor: string;
  approver?: string;
  reason?: string;
  reverses?: number;
  source?: string;
  key: string;
  salt: string;
  lines: MadeLine[];
}

/** A line of the audit log. */
export interface MadeEvent {
  readonly what: 'event';
  seq: number;
  act: string;
  actor: string;
  at: string;
  kind: string;
  subject: string;
  purpose?: string;
  details: Record<string, string>;
  salt: string;
}

/** In the order of the log: the place is the number of the leaf. */
export type History = (MadeEntry | MadeEvent)[];

export const ACCOUNTS: readonly (readonly [string, string, string, string])[] = [
  ['1010', 'bank-operating', 'asset', 'G'],
  ['1110', 'provider-balance-payouts', 'asset', 'G'],
  ['1150', 'payouts-in-transit', 'asset', 'G'],
  ['2110', 'grants-payable', 'liability', 'G'],
  ['4110', 'contributions-without-donor-restrictions', 'revenue', 'G'],
  ['5110', 'emergency-grants-to-individuals', 'expense', 'G'],
  ['9120', 'budget-reserved', 'budget', 'B'],
  ['9130', 'budget-committed', 'budget', 'B'],
  ['9140', 'budget-used', 'budget', 'B'],
];
export const EXPONENTS: Readonly<Record<string, number>> = { USD: 2, JPY: 0 };
export const PERIODS = ['2026-01', '2026-02', '2026-03'] as const;
const LAST_DAYS: Readonly<Record<string, string>> = {
  '2026-01': '2026-01-31',
  '2026-02': '2026-02-28',
  '2026-03': '2026-03-31',
};
export const lastDay = (period: string): string => LAST_DAYS[period] ?? '';
export const OPEN_KINDS = ['export', 'period_close', 'key_rotation', 'restore', 'sign_off'];

const REASONS = ['wrong account', 'she said "no", then yes', '=1+1', '-', 'una línea\ny otra'];

export const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');
export const markOf = (name: string): string => hashOf(`rf:${name}`).slice(0, 32);
const commitmentOf = (salt: string, text: string): string => hashOf(`${salt}:${text}`).slice(0, 32);

const canonical = (value: unknown): string => canonicalize(value) ?? '';

/** The open details as they stand in a leaf and in events.csv. */
export const factsOf = (event: MadeEvent): string =>
  Object.keys(event.details).length === 0 ? '' : canonical(event.details);

/** The leaf's text, by the words of the format: canonical JSON of strings, absent keys missing. */
export function leafText(item: MadeEntry | MadeEvent): string {
  return canonical(item.what === 'entry' ? entryLeaf(item) : eventLeaf(item));
}

function entryLeaf(entry: MadeEntry): Record<string, unknown> {
  const { actor, approver, effective, key, kind, lines, period, posted, reason, relates } = entry;
  return {
    actor: markOf(actor),
    ...(approver === undefined ? {} : { approver: markOf(approver) }),
    effective,
    key: markOf(key),
    kind,
    lines: lines.map(({ account, fund, currency, amount, award }) => [
      account,
      fund,
      currency,
      String(amount),
      award === undefined ? '' : markOf(award),
    ]),
    period,
    posted,
    ...(reason === undefined ? {} : { reason: commitmentOf(entry.salt, reason) }),
    ...(relates === undefined ? {} : { relates }),
    ...(entry.reverses === undefined ? {} : { reverses: String(entry.reverses) }),
    salt: entry.salt,
    seq: String(entry.seq),
    ...(entry.source === undefined ? {} : { source: markOf(entry.source) }),
    t: 'journal',
    v: '1',
  };
}

function eventLeaf(event: MadeEvent): Record<string, unknown> {
  const open = OPEN_KINDS.includes(event.kind);
  const body = factsOf(event);
  return {
    act: event.act,
    actor: markOf(event.actor),
    at: event.at,
    ...(body === '' || open ? {} : { details: commitmentOf(event.salt, body) }),
    ...(body === '' || !open ? {} : { facts: event.details }),
    ...(event.purpose === undefined ? {} : { purpose: commitmentOf(event.salt, event.purpose) }),
    salt: event.salt,
    seq: String(event.seq),
    subject: markOf(event.subject),
    t: event.kind,
    v: '1',
  };
}

/** Debits and credits per account, fund and currency of everything effective up to the end of a period, or ever. */
export function balancesOf(
  history: History,
  period?: string,
): [string, { debits: bigint; credits: bigint }][] {
  const sums = new Map<string, { debits: bigint; credits: bigint }>();
  for (const item of history) {
    if (item.what !== 'entry' || (period !== undefined && item.period > period)) continue;
    for (const { account, fund, currency, amount } of item.lines) {
      const key = [account, fund, currency].join('|');
      const { debits, credits } = sums.get(key) ?? { debits: 0n, credits: 0n };
      sums.set(key, {
        debits: debits + (amount > 0n ? amount : 0n),
        credits: credits - (amount < 0n ? amount : 0n),
      });
    }
  }
  return [...sums].sort(([a], [b]) => (a < b ? -1 : 1));
}

export const digestOf = (history: History, period: string): string =>
  hashOf(
    balancesOf(history, period)
      .map(([key, { debits, credits }]) => `${key}|${String(debits)}|${String(credits)}`)
      .join('\n'),
  );

/** As often as they happen, about: most of what happens is an act or a look. */
const EVENT_KINDS = 'act act act act decision decision access access sign_in export sign_off'.split(
  ' ',
);

const PAIRS: readonly (readonly [string, string, string])[] = [
  ['fund.received.unrestricted', '1010', '4110'],
  ['payout.initiated', '1150', '1110'],
  ['payout.settled', '2110', '1150'],
  ['award.approved', '9120', '9130'],
];

/**
 * A random clean history: entries of two to six lines and events, months closed in order. Late leaves happen: an
 * entry may stand behind the closing that counted it.
 */
export class HistoryMaker {
  private entries = 0;
  private events = 0;
  private clock = 0;

  constructor(private readonly dice: Dice) {}

  /** `size` leaves, with up to two closings among them. */
  make(size: number): History {
    const history: History = [];
    const closings = [Math.floor(size / 3), Math.floor((size * 2) / 3)];
    for (let n = 0; n < size; n += 1) {
      const open = closings.filter((at) => n > at).length;
      const period = PERIODS[open] ?? '2026-03';
      const closes = closings.indexOf(n);
      if (closes !== -1 && size >= 9) history.push(this.closing(history, PERIODS[closes] ?? ''));
      else if (this.dice.next() < 0.6) history.push(this.entry(period));
      else history.push(this.event());
    }
    this.delay(history);
    return history;
  }

  private delay(history: History): void {
    const at = history.findIndex((item) => item.what === 'event' && item.kind === 'period_close');
    const [before, closing] = [history[at - 1], history[at]];
    if (before?.what !== 'entry' || closing === undefined || this.dice.next() < 0.5) return;
    history[at - 1] = closing;
    history[at] = before;
  }

  private instant(): string {
    this.clock += 1 + this.dice.below(1_000_000);
    return new Date(1_767_225_600_000 + this.clock).toISOString().replace('Z', '000Z');
  }

  entry(period: string): MadeEntry {
    const { dice } = this;
    this.entries += 1 + (dice.next() < 0.1 ? 1 : 0);
    const [kind, debit, credit] = dice.pick(PAIRS);
    const [fund, currency] = [dice.pick(['GEN', 'RES26']), dice.next() < 0.9 ? 'USD' : 'JPY'];
    const award = kind.startsWith('fund') ? undefined : `award-${String(dice.below(12))}`;
    const of = { fund, currency, ...(award === undefined ? {} : { award }) };
    const lines = this.lines([debit, credit], of);
    return {
      what: 'entry',
      seq: this.entries,
      kind,
      effective: `${period}-${String(1 + dice.below(28)).padStart(2, '0')}`,
      posted: this.instant(),
      period,
      actor: `per_${String(dice.below(6))}`,
      ...this.extras(),
      key: `key:${String(this.entries)}`,
      salt: dice.hex(32),
      lines,
    };
  }

  /** What only some entries have. */
  private extras(): Partial<MadeEntry> {
    const { dice } = this;
    return {
      ...(dice.next() < 0.05 ? { relates: '2025-12-30' } : {}),
      ...(dice.next() < 0.5 ? { approver: `per_${String(6 + dice.below(3))}` } : {}),
      ...(dice.next() < 0.2 ? { reason: dice.pick(REASONS) } : {}),
      ...(dice.next() < 0.05 && this.entries > 3 ? { reverses: this.entries - 2 } : {}),
      ...(dice.next() < 0.3 ? { source: `po_${dice.hex(12)}` } : {}),
    };
  }

  private lines(first: [string, string], of: Omit<MadeLine, 'account' | 'amount'>): MadeLine[] {
    const { dice } = this;
    const pairs = [first];
    if (dice.next() < 0.4) pairs.push(['5110', '2110']);
    if (dice.next() < 0.1) pairs.push(['9130', '9140']);
    return pairs.flatMap(([debit, credit]): MadeLine[] => {
      const amount = BigInt(1 + dice.below(9_999_999));
      return [
        { account: debit, amount, ...of },
        { account: credit, amount: -amount, ...of },
      ];
    });
  }

  event(): MadeEvent {
    const { dice } = this;
    this.events += 1;
    const kind = dice.pick(EVENT_KINDS);
    const details = { about: 'a "quoted" thing, ñ', count: String(dice.below(100)) };
    return {
      what: 'event',
      seq: this.events,
      act: dice.pick(['ReviewSubmitted', 'BooksExported', 'SignedOff']),
      actor: `per_${String(dice.below(6))}`,
      at: this.instant(),
      kind,
      subject: `thing:${dice.hex(8)}`,
      ...(kind === 'access' ? { purpose: dice.pick(['audit', 'a question, asked twice']) } : {}),
      details: dice.next() < 0.7 ? details : {},
      salt: dice.hex(32),
    };
  }

  private closing(history: History, period: string): MadeEvent {
    const digest = digestOf(history, period);
    return {
      ...this.event(),
      kind: 'period_close',
      act: 'PeriodClosed',
      subject: `period:${period}`,
      details: { period, trial_balance_digest: digest, closed_by: 'per_8' },
    };
  }
}
