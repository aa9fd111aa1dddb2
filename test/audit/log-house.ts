import { hash } from 'node:crypto';
import type { Type } from '@nestjs/common';
import { AuditTrail, LogStore, Sealer } from '#audit';
import { UnitOfWork } from '#platform';
import { openBooks, type Books } from '../ledger/bookkeeping.js';

export { anOrder } from '../ledger/bookkeeping.js';

/** The books with their log. */
export interface LogHouse extends Books {
  readonly sealer: Sealer;
  readonly log: LogStore;
  /** Records an event in a unit of work of its own. */
  event(subject?: string): Promise<void>;
  /** Every body in the order of its leaf; a row without leaf or a leaf without row is undefined. */
  bodies(): Promise<(string | undefined)[]>;
}

export async function openLog(
  settings: Readonly<Record<string, string>> = {},
  ...more: readonly Type[]
): Promise<LogHouse> {
  const books = await openBooks(settings, ...more);
  const trail = books.get(AuditTrail);
  const work = books.get(UnitOfWork);
  return {
    ...books,
    sealer: books.get(Sealer),
    log: books.get(LogStore),
    event: async (subject = 'nothing') => {
      await work.run(() =>
        trail.record({ kind: 'act', act: 'Tested', actor: 'system', subject, details: { n: 1 } }),
      );
    },
    bodies: async () => {
      const rows = await books.database.query<{ body: string | null; idx: string | null }>(
        `select b.body, l.idx from leaf l full join (
           select 'entry' as source, seq, body from ledger.entry_leaf
           union all select 'event', seq, body from event_leaf) b using (source, seq) order by l.idx nulls last`,
      );
      return rows.map(({ body, idx }) => (idx === null ? undefined : (body ?? undefined)));
    },
  };
}

/** The root over bodies by the definition of RFC 6962, apart from the code under test. */
export function plainRoot(bodies: readonly string[]): string {
  const sha = (prefix: number, ...parts: Buffer[]): Buffer =>
    hash('sha256', Buffer.concat([Buffer.of(prefix), ...parts]), 'buffer');
  let row = bodies.map((body) => sha(0, Buffer.from(body)));
  while (row.length > 1) {
    row = row.flatMap((left, at) => {
      const right = row[at + 1];
      if (at % 2 === 1) return [];
      return [right === undefined ? left : sha(1, left, right)];
    });
  }
  return row[0]?.toString('hex') ?? '';
}

/** Every committed row has one leaf, and the latest checkpoint is the root over their bodies. */
export async function expectWholeLog(house: LogHouse): Promise<void> {
  const bodies = await house.bodies();
  expect(bodies.filter((body) => body === undefined)).toEqual([]);
  const [shape] = await house.database.query<{ count: number; top: number }>(
    'select count(*)::integer as count, max(idx)::integer + 1 as top from leaf',
  );
  expect(shape).toEqual({ count: bodies.length, top: bodies.length });
  const head = await house.log.head();
  expect(head?.size).toBe(bodies.length);
  expect(head?.root.toString('hex')).toBe(plainRoot(bodies.map(String)));
}
