import type { PostingOrder } from '#ledger';
import { invariant } from '#kernel';
import {
  approvedAwards,
  countEntries,
  expectSoundBooks,
  openBooks,
  order,
} from './support/books.js';
import type { Benchmark } from './support/benchmark.js';
import { makeRawTables, RAW_INSERT, rawRows, TRANSFERRED } from './support/raw.js';
import { figuresOf, interleave, perSecond, ratioOf } from './support/rounds.js';

const BATCH = 1_000;
const BATCHES_PER_ROUND = 3;

/** What a thousand entries with every rule and balance cost beside their bare rows. */
export const postBatch: Benchmark = {
  name: 'post-batch',
  compares:
    'entries per second of LedgerService.postEach, 1,000 entries of four lines at once, divided by those of one raw unnest insert of the same rows.',
  wants: 'at least',
  floor: 0.5,
  target: 0.75,
  measure: async (stage) => {
    const books = await openBooks(stage);
    await makeRawTables(stage.owner);
    const batches = BATCHES_PER_ROUND * (stage.rounds + 1);
    const awards = await approvedAwards(books, (batches * BATCH) / 2);
    const ours = Array.from({ length: batches }, () => mixture(awards));
    let seq = 1;
    const rawBatches = Array.from({ length: batches }, (_, n) => {
      const rows = rawRows(ours[n] ?? [], seq, linesOf);
      seq += BATCH;
      return [...rows];
    });
    const before = await countEntries(stage);
    const { ours: posted, limit } = await interleave(stage, {
      ours: async () => {
        for (const batch of ours.splice(0, BATCHES_PER_ROUND)) await books.must(batch);
        return { operations: BATCH * BATCHES_PER_ROUND };
      },
      limit: async () => {
        for (const rows of rawBatches.splice(0, BATCHES_PER_ROUND)) {
          await stage.owner.query(RAW_INSERT, rows);
        }
        return { operations: BATCH * BATCHES_PER_ROUND };
      },
    });
    await expectSoundBooks(stage, before + batches * BATCH);
    const same = await stage.owner.query(
      `select count(*) from (
         select e.idempotency_key, p.line, p.account, p.fund, p.currency, p.amount, p.award_ref
         from raw.entry e join raw.posting p on p.entry_seq = e.seq
         except
         select e.idempotency_key, p.line, p.account, p.fund, p.currency, p.amount, p.award_ref
         from ledger.entry e join ledger.posting p on p.entry_seq = e.seq) t
       having count(*) > 0`,
    );
    invariant(same.rowCount === 0, 'Both sides wrote the same lines.');
    return {
      ratio: ratioOf(posted, limit, perSecond),
      figures: { ...figuresOf('ours', posted), ...figuresOf('limit', limit) },
    };
  },
};

/** Half of them tell an award, half move money between funds. */
function mixture(awards: string[]): PostingOrder[] {
  return Array.from({ length: BATCH }, (_, n) => {
    const awardRef = n % 2 === 0 ? awards.pop() : undefined;
    return awardRef === undefined
      ? order('interfund.transfer', { counterpart: { fund: 'RES' } })
      : order('award.notified', { awardRef });
  });
}

const NOTIFIED = [
  { account: '9130', fund: 'GEN', sign: 1n },
  { account: '9140', fund: 'GEN', sign: -1n },
  { account: '5110', fund: 'GEN', sign: 1n },
  { account: '2110', fund: 'GEN', sign: -1n },
] as const;
const linesOf = ({ kind }: PostingOrder): typeof NOTIFIED | typeof TRANSFERRED =>
  kind === 'award.notified' ? NOTIFIED : TRANSFERRED;
