import { randomUUID } from 'node:crypto';
import type { Type } from '@nestjs/common';
import { Money } from '#kernel';
import {
  FundingService,
  LedgerModule,
  LedgerService,
  ledgerInvariants,
  type AnyOrder,
  type PostingOrder,
  type PostingResult,
  type ReversalOrder,
  type TemplateKind,
} from '#ledger';
import { UnitOfWork } from '#platform';
import { startModules, type RunningModules } from '../support/modules.js';

/** The day the tests' clock shows. */
export const TODAY = '2026-01-15';

export const usd = (minor: bigint | number): Money => Money.of(BigInt(minor), 'USD');

let made = 0;

/** An order that is complete and acceptable in form; the test says what matters. */
export function anOrder(
  kind: TemplateKind,
  more: Partial<PostingOrder> = {},
  by: 'two' | 'alone' = 'two',
): PostingOrder {
  made += 1;
  return {
    kind,
    key: `test-${String(made).padStart(6, '0')}:${kind}`,
    fund: 'GEN',
    amount: usd(100),
    actor: 'per_clerk',
    ...(by === 'two' ? { approver: 'per_second' } : {}),
    reason: 'test',
    ...more,
  };
}

export const anAward = (): string => randomUUID();

/** The books on a database of their own, with the three kinds of funds. */
export interface Books extends RunningModules {
  readonly ledger: LedgerService;
  post(...orders: AnyOrder[]): Promise<PostingResult[]>;
  /** Posts and expects every order to be accepted. */
  must(...orders: AnyOrder[]): Promise<void>;
  /** Takes an entry back and returns the mirror's number. */
  reverse(order: ReversalOrder): Promise<bigint>;
  /** Net (debits less credits) by `account:fund:currency`, without zeros. */
  balances(): Promise<Record<string, bigint>>;
  /** Sentences of the invariants that do not hold. */
  brokenPromises(): Promise<string[]>;
}

export async function openBooks(
  settings: Readonly<Record<string, string>> = {},
  ...more: readonly Type[]
): Promise<Books> {
  const running = await startModules([LedgerModule, ...more], settings);
  running.clock.advance(Date.parse(`${TODAY}T12:00:00Z`) - running.clock.now().getTime());
  const funding = running.get(FundingService);
  await funding.openFund({ code: 'GEN', name: 'General', restriction: 'none' }, 'per_admin');
  await funding.openFund({ code: 'RES26', name: 'Donors', restriction: 'purpose' }, 'per_admin');
  await funding.openFund(
    {
      code: 'OVC26',
      name: 'Federal award',
      restriction: 'conditional',
      assistanceListing: '16.320',
    },
    'per_admin',
  );
  const ledger = running.get(LedgerService);
  const work = running.get(UnitOfWork);
  return {
    ...running,
    ledger,
    post: (...orders) => work.run(() => ledger.postEach(orders)),
    must: (...orders) => work.run(() => ledger.post(orders)),
    reverse: async (order) => {
      const [result] = await work.run(() => ledger.postEach([order]));
      if (result?.seq == null) throw new Error(`Not reversed: ${String(result?.code)}`);
      return result.seq;
    },
    balances: async () => {
      const rows = await running.database.query<{ name: string; net: string }>(
        `select concat_ws(':', account, fund, currency) as name, net from ledger.trial_balance
         where net <> 0 order by 1`,
      );
      return Object.fromEntries(rows.map((row) => [row.name, BigInt(row.net)]));
    },
    brokenPromises: async () => {
      const broken: string[] = [];
      for (const { promise, sql } of ledgerInvariants) {
        if ((await running.database.query(sql)).length > 0) broken.push(promise);
      }
      return broken;
    },
  };
}

/** A fund with money at the provider and a budget. */
export function fundedWith(fund: 'GEN' | 'RES26', minor: number): PostingOrder[] {
  const amount = usd(minor);
  return [
    anOrder(fund === 'GEN' ? 'fund.received.unrestricted' : 'fund.received.restricted', {
      fund,
      amount,
    }),
    anOrder('provider.funding.sent', { fund, amount }),
    anOrder('provider.funding.arrived', { fund, amount }),
    anOrder('budget.authorised', { fund, amount }),
  ];
}

/** An award from reservation to notice. */
export function awarded(fund: string, awardRef: string, minor: number): PostingOrder[] {
  const about = { fund, awardRef, amount: usd(minor) };
  return [
    anOrder('award.reserved', about),
    anOrder('award.approved', about),
    anOrder('award.notified', about),
  ];
}
