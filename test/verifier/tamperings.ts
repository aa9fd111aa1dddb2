import { HistoryMaker, type MadeEvent } from '../../bench/bundle/history.js';
import {
  changeCell,
  cutTail,
  deleteOne,
  duplicateOne,
  insertOne,
  onLines,
  swapPseudonyms,
  swapTwo,
  type OnLines,
} from './lines.js';
import { bundleOf, filesOf, relisted, signer } from '../../bench/bundle/bundle.js';
import { copied, rewritten, swapAmounts, withOldSignatures } from './rewriting.js';
import { treacheries } from './treacheries.js';
import { NAME, edited, relistedWithoutKey, text, type Tampering } from './world.js';

const ROWS = ['general-ledger.csv', 'events.csv'] as const;

function rowsAndLeaves(name: string, change: OnLines): Tampering[] {
  return [
    {
      name: `${name} of the rows`,
      place: /leaf \d+|row \d+|leaves\.jsonl|\.csv/i,
      commit: (world, dice) => edited(world, [dice.pick(ROWS), onLines(change, dice)], dice),
    },
    {
      name: `${name} of the leaves`,
      place: /leaf \d+|row \d+|leaves\.jsonl/i,
      commit: (world, dice) => edited(world, ['leaves.jsonl', onLines(change, dice)], dice),
    },
  ];
}

/** What somebody does who has the files, and perhaps a key of their own. */
const tamperings = (): Tampering[] => [
  {
    name: 'flip a bit in any file',
    place: /\.(csv|jsonl|json|sig|vkey|txt|md|mjs)|leaf \d+|checkpoint|proofs/i,
    commit: ({ files }, dice) => {
      const file = dice.pick([...files.keys()]);
      const bytes = Buffer.from(text(files, file));
      const at = dice.below(bytes.length);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << dice.below(8));
      return { files: new Map<string, string | Buffer>(files).set(file, bytes), brings: [] };
    },
  },
  {
    name: 'change a cell of the rows',
    place: /row \d+|leaf \d+/i,
    commit: (world, dice) => edited(world, [dice.pick(ROWS), onLines(changeCell, dice)], dice),
  },
  {
    name: 'change the trial balance',
    place: /trial-balance\.csv/,
    commit: (world, dice) => {
      const change = (content: string): string =>
        content.replace(/(\d)(,[^,\n]*\n)$/, (_, digit: string, rest: string) => {
          return `${String((Number(digit) + 1) % 10)}${rest}`;
        });
      return edited(world, ['trial-balance.csv', change], dice);
    },
  },
  {
    name: 'change a closing digest in periods.csv',
    place: /periods\.csv/,
    commit: (world, dice) =>
      edited(
        world,
        ['periods.csv', (content) => content.replace(/[0-9a-f]{64}/, dice.hex(64))],
        dice,
      ),
  },
  ...rowsAndLeaves('delete one', deleteOne),
  ...rowsAndLeaves('duplicate one', duplicateOne),
  ...rowsAndLeaves('insert one', insertOne),
  ...rowsAndLeaves('reorder two', swapTwo),
  ...rowsAndLeaves('cut the tail', cutTail),
  {
    name: 'swap two amounts in the rows, sums and totals made to fit',
    place: /amount_minor in row \d+ .*leaf says/,
    commit: (world, dice) => {
      const history = swapAmounts(world, dice);
      if (history === null) return null;
      const forged = bundleOf({ ...world.plan, history });
      for (const kept of ['leaves.jsonl', 'checkpoint', 'checkpoints.txt']) {
        forged.set(kept, text(world.files, kept));
      }
      return { files: relisted({ ...world.plan, history }, forged), brings: [] };
    },
  },
  {
    name: 'swap two awards in the rows',
    place: /award in row \d+/,
    commit: (world, dice) =>
      edited(world, ['general-ledger.csv', onLines(swapPseudonyms(15), dice)], dice),
  },
  {
    name: 'swap two actors in the rows',
    place: /actor in row \d+/,
    commit: (world, dice) =>
      edited(world, ['general-ledger.csv', onLines(swapPseudonyms(16), dice)], dice),
  },
  {
    name: 'name another approver in the rows',
    place: /approver in row \d+/,
    commit: (world, dice) =>
      edited(world, ['general-ledger.csv', onLines(swapPseudonyms(17), dice)], dice),
  },
  {
    name: 'take a file away',
    place: /cannot be read/,
    commit: ({ files }, dice) => {
      const left = new Map(files);
      left.delete(dice.pick([...files.keys()]));
      return { files: left, brings: [] };
    },
  },
  {
    name: 'put a file in',
    place: /surplus\.csv does not belong/,
    commit: ({ files }) => ({ files: new Map(files).set('surplus.csv', 'a\n'), brings: [] }),
  },
  {
    name: 'drop a cosignature',
    place: /manifest|checkpoint/,
    commit: (world, dice) => {
      const drop = (note: string): string => note.replace(/\u2014 witness-a .*\n/, '');
      const file = dice.pick(['checkpoint', 'checkpoints.txt']);
      const files = new Map(world.files).set(file, drop(text(world.files, file)));
      const sealed = dice.next() < 0.5 ? files : relistedWithoutKey(world, files);
      return { files: sealed, brings: [] };
    },
  },
  {
    name: 'rewrite everything with new hashes, root and manifest, without the key',
    place: /checkpoint at \d+ in checkpoint|manifest\.json/,
    commit: (world, dice) => {
      const plan = rewritten(world, dice);
      if (plan === null) return null;
      const files = filesOf(plan);
      for (const file of ['checkpoint', 'checkpoints.txt']) {
        files.set(file, withOldSignatures(text(files, file), text(world.files, file)));
      }
      return { files: relistedWithoutKey({ ...world, plan }, files), brings: [] };
    },
  },
  {
    name: 'rewrite everything and replace the key',
    place: /checkpoint|log\.vkey/,
    commit: (world, dice) => {
      const plan = rewritten(world, dice);
      const log = signer(NAME, 1, `fresh ${dice.hex(8)}`);
      return plan && { files: bundleOf({ ...plan, log }), brings: ['vkey'] };
    },
  },
  {
    name: 'name a key of one\u2019s own in a rotation that the real key never signed',
    place: /checkpoint|log\.vkey/,
    commit: ({ plan }, dice) => {
      const log = signer(NAME, 1, `fresh ${dice.hex(8)}`);
      const rotation: MadeEvent = {
        ...new HistoryMaker(dice).event(),
        seq: 9_000,
        kind: 'key_rotation',
        act: 'LogKeyRotated',
        details: { new_key: log.vkey, old_key: plan.log.vkey },
      };
      const history = [...copied(plan.history), rotation];
      const checkpoints = [...plan.checkpoints, history.length];
      return { files: bundleOf({ ...plan, history, checkpoints, log }), brings: ['vkey'] };
    },
  },
];

/** Every way of tampering that is tried. */
export const TAMPERINGS: readonly Tampering[] = [...tamperings(), ...treacheries()];
