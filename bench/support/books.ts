import { randomUUID } from 'node:crypto';
import type { Type } from '@nestjs/common';
import { invariant, Money } from '#kernel';
import {
  FundingService,
  LedgerModule,
  LedgerService,
  ledgerInvariants,
  type AnyOrder,
  type PostingOrder,
  type TemplateKind,
} from '#ledger';
import { postAll } from './postings.js';
import type { House, Stage } from './stage.js';

const PLENTY = 100_000_000_000n;

/** The books of the service on the stage, with two funds that have plenty of money and budget. */
export interface Books {
  readonly house: House;
  readonly ledger: LedgerService;
  /** Posts in one unit of work per thousand orders; throws when one is refused. */
  must(orders: readonly AnyOrder[]): Promise<void>;
}

export async function openBooks(
  stage: Stage,
  modules: readonly Type[] = [],
  settings: Readonly<Record<string, string>> = {},
): Promise<Books> {
  const house = await stage.open([LedgerModule, ...modules], settings);
  const funding = house.get(FundingService);
  await funding.openFund({ code: 'GEN', name: 'General', restriction: 'none' }, 'per_admin');
  await funding.openFund({ code: 'RES', name: 'Donors', restriction: 'purpose' }, 'per_admin');
  const ledger = house.get(LedgerService);
  const must = (orders: readonly AnyOrder[]): Promise<void> => postAll(house, orders);
  await must([...funded('GEN', 'unrestricted'), ...funded('RES', 'restricted')]);
  return { house, ledger, must };
}

/** A complete order with a key nobody used before. */
export function order(kind: TemplateKind, more: Partial<PostingOrder> = {}): PostingOrder {
  return {
    kind,
    key: `${randomUUID()}:${kind}`,
    fund: 'GEN',
    amount: usd(100n),
    actor: 'per_0123456789abcdef01234',
    approver: 'per_abcdef012345678901234',
    reason: 'benchmark',
    ...more,
  };
}

export const usd = (minor: bigint): Money => Money.of(minor, 'USD');

/** Orders for awards that are ready to be notified: each of those is an entry of four lines. */
export async function approvedAwards(books: Books, count: number): Promise<string[]> {
  const awards = Array.from({ length: count }, () => randomUUID());
  for (const kind of ['award.reserved', 'award.approved'] as const) {
    await books.must(awards.map((awardRef) => order(kind, { awardRef })));
  }
  return awards;
}

/** Throws when the journal does not hold exactly `entries` entries or one of its promises is broken. */
export async function expectSoundBooks(stage: Stage, entries: number): Promise<void> {
  const { rows } = await stage.owner.query<{ entries: number; total: string }>(
    `select (select count(*)::integer from ledger.entry) as entries,
       (select coalesce(sum(amount), 0) from ledger.posting) as total`,
  );
  const found = rows[0];
  invariant(
    found?.entries === entries,
    `The journal holds ${String(entries)} entries, none lost, none twice.`,
  );
  invariant(found.total === '0', 'All lines of the journal sum to zero.');
  for (const { promise, sql } of ledgerInvariants) {
    const offences = await stage.owner.query(sql);
    invariant(offences.rowCount === 0, promise);
  }
}

/** How many entries the journal holds. */
export async function countEntries(stage: Stage): Promise<number> {
  const { rows } = await stage.owner.query<{ entries: number }>(
    'select count(*)::integer as entries from ledger.entry',
  );
  return rows[0]?.entries ?? 0;
}

function funded(fund: string, how: 'unrestricted' | 'restricted'): PostingOrder[] {
  const about = { fund, amount: usd(PLENTY) };
  return [
    order(`fund.received.${how}`, { fund, amount: usd(PLENTY * 2n) }),
    order('provider.funding.sent', about),
    order('provider.funding.arrived', about),
    order('budget.authorised', about),
  ];
}
