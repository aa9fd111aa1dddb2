import type { DraftAnswers, Need, Urgency } from '#applications';
import { WINDOWS } from '#privacy';

/** How far the story of one demo request goes. */
export type Chapter =
  | 'draft'
  | 'waiting'
  | 'under_review'
  | 'reviewed'
  | 'declined'
  | 'appealed'
  | 'waitlisted'
  | 'withdrawn'
  | 'approved'
  | 'ready_to_pay'
  | 'in_batch'
  | 'paid'
  | 'returned'
  | 'failed';

/** A way to be paid, and what she does with a link: nothing yet, unless it says so. */
export interface PlannedWay {
  readonly rail: string;
  readonly twist?: 'used' | 'held';
}

/** One invented request. Amounts and needs follow what emergency funds report; no real person stands behind any. */
export interface PlannedRequest {
  readonly language: 'en' | 'es';
  readonly chapter: Chapter;
  readonly answers: DraftAnswers;
  readonly amountMinor: bigint;
  readonly way: PlannedWay;
  /** Where the money should go, once there is a yes; the sandbox reads the outcome from it. */
  readonly accountNumber: string;
}

/** Chapters and how many of the sixty requests end in each. */
const CHAPTERS: readonly (readonly [Chapter, number])[] = [
  ['paid', 17],
  ['ready_to_pay', 6],
  ['waiting', 8],
  ['under_review', 2],
  ['reviewed', 4],
  ['declined', 6],
  ['appealed', 2],
  ['waitlisted', 4],
  ['withdrawn', 3],
  ['approved', 3],
  ['in_batch', 2],
  ['returned', 1],
  ['failed', 2],
];

const AMOUNTS = [100, 150, 200, 250, 250, 250, 300, 400, 500, 500, 500, 600, 750, 900, 1200, 1500];
const NEEDS: readonly Need[] = [
  'housing',
  'housing',
  'housing',
  'food',
  'food',
  'phone',
  'travel',
  'health',
  'children',
  'papers',
  'work',
];
const NAMES = [
  'Ari',
  'Bo',
  'Cam',
  'Dee',
  'Eli',
  'Fay',
  'Gil',
  'Hana',
  'Ira',
  'Jo',
  'Kai',
  'Lu',
  'Mo',
  'Noor',
];
const WHEN: readonly (Urgency | null)[] = ['today', 'week', 'week', 'month', null];

const BANK: PlannedWay = { rail: 'stripe-outbound' };
const CONNECT: PlannedWay = { rail: 'stripe-connect' };
const LINK: PlannedWay = { rail: 'tremendous' };
const CARD: PlannedWay = { rail: 'prepaid-card' };
const BY_HAND: PlannedWay = { rail: 'manual' };

/** The first requests of a chapter take these ways; the others are bank transfers. */
const WAYS: Readonly<Partial<Record<Chapter, readonly PlannedWay[]>>> = {
  paid: [
    LINK,
    LINK,
    { ...LINK, twist: 'used' },
    { ...LINK, twist: 'held' },
    CONNECT,
    CONNECT,
    BY_HAND,
    BY_HAND,
    BY_HAND,
    CARD,
  ],
  ready_to_pay: [LINK, CONNECT, BY_HAND],
  failed: [CONNECT],
};

/** The sandbox's documented accounts, by what becomes of a payment to them. */
const MAGIC_ACCOUNTS: Readonly<Partial<Record<Chapter, string>>> = {
  returned: '000333333335',
  failed: '000111111113',
};

/** The same sixty requests every time. */
export function planRequests(): PlannedRequest[] {
  const next = sequence();
  const pick = <Item>(items: readonly Item[]): Item => items[next() % items.length] as Item;
  let number = 0;
  return CHAPTERS.flatMap(([chapter, count]) =>
    Array.from({ length: count }, (_, place): PlannedRequest => {
      const dollars = pick(AMOUNTS);
      number += 1;
      return {
        chapter,
        way: WAYS[chapter]?.[place] ?? BANK,
        language: next() % 3 === 0 ? 'es' : 'en',
        amountMinor: BigInt(dollars) * 100n,
        accountNumber: MAGIC_ACCOUNTS[chapter] ?? `0009000${String(10_000 + number)}`,
        answers: {
          filledBy: next() % 5 < 3 ? 'with_advocate' : 'self',
          needs: [...new Set([pick(NEEDS), pick(NEEDS)])],
          when: pick(WHEN),
          amount: String(dollars),
          name: pick(NAMES),
          ...contactOf(number),
          rail: null,
        },
      };
    }),
  );
}

/** Most people choose no contact; every fourth allows text messages, to numbers that belong to nobody (555-01xx). */
function contactOf(number: number): Pick<DraftAnswers, 'channels' | 'contacts' | 'safety'> {
  if (number % 4 !== 0) return { channels: [] };
  const line = String(100 + number);
  return {
    channels: ['sms'],
    contacts: { sms: { typed: `202 555 0${line}`, value: `+12025550${line}` } },
    safety: { windows: WINDOWS, voicemail: false, sharedDevice: true, days: 30 },
  };
}

/** Small whole numbers that look random and are the same on every machine (a 32-bit xorshift). */
function sequence(): () => number {
  let state = 20_261_123;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 8;
  };
}
