import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PostingOrder } from '#ledger';
import { anAward, anOrder, usd } from '../ledger/bookkeeping.js';
import { openWorkshop, type Workshop } from './workshop.js';

const GOLDEN = join(import.meta.dirname, '../golden');
const FORMATS = ['csv', 'jsonl', 'hledger', 'ledger', 'beancount', 'ads', 'commitments'] as const;

/** One small grant in a fund with restrictions, paid, and a fee: the same every time. */
function aGrant(): PostingOrder[] {
  const awardRef = anAward();
  const grant = { fund: 'RES26', awardRef, amount: usd(45_000), effectiveOn: '2026-01-12' };
  const money = { fund: 'RES26', amount: usd(100_000), effectiveOn: '2026-01-02' };
  return [
    anOrder('fund.received.restricted', money),
    anOrder('provider.funding.sent', money),
    anOrder('provider.funding.arrived', money),
    anOrder('budget.authorised', money),
    anOrder('award.reserved', grant),
    anOrder('award.approved', grant),
    anOrder('award.notified', grant),
    anOrder('payout.initiated', { ...grant, amount: usd(30_000) }),
    anOrder('payout.settled', { ...grant, amount: usd(30_000), effectiveOn: '2026-01-14' }),
    anOrder('provider.fee', { fund: 'RES26', amount: usd(25), effectiveOn: '2026-01-14' }),
  ];
}

/** Pseudonyms in the order they appear, and instants as one: everything else is compared byte by byte. */
function normalised(file: string): string {
  const seen = new Map<string, string>();
  return file
    .replace(/\bx[0-9a-f]{20}\b/g, (name) => {
      if (!seen.has(name)) seen.set(name, `pseudonym-${String(seen.size + 1)}`);
      return seen.get(name) ?? '';
    })
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z/g, 'INSTANT')
    .replace(/"\d{4}-\d\d-\d\dT[^"]*"/g, '"INSTANT"')
    .replace(/,\d{4}-\d\d-\d\d,\d\d:\d\d:\d\d\b/g, ',DAY,TIME');
}

describe('a small grant, as every file has always told it', () => {
  let shop: Workshop;

  beforeAll(async () => {
    shop = await openWorkshop();
    for (const order of aGrant()) await shop.must(order);
  });
  afterAll(() => shop.stop());

  it.each(FORMATS)('%s', async (format) => {
    const made = await shop.make(format, {
      from: '2026-01-01',
      to: '2026-01-31',
    });
    const files = Object.entries(made).filter(([name]) => name !== 'manifest.json');
    expect(files.length).toBeGreaterThan(0);
    for (const [name, text] of files) {
      const path = join(GOLDEN, `${format}-${name}`);
      const now = normalised(text);
      // A new golden file is written by hand of a person who looked at it: GOLDEN_WRITE=yes.
      if (process.env['GOLDEN_WRITE'] === 'yes') writeFileSync(path, now);
      expect([name, existsSync(path)]).toEqual([name, true]);
      expect(now).toBe(readFileSync(path, 'utf8'));
    }
  });
});
