import { bundleOf } from '../../bench/bundle/bundle.js';
import { closings, copied, entries, isClosing, isOn, rewritten } from './rewriting.js';
import type { Tampering } from './world.js';

/** What somebody does who holds the log's own key. */
export const treacheries = (): Tampering[] => [
  {
    name: 'sign with too few witnesses, by the real key',
    place: /witnesses\.txt/,
    commit: ({ plan }) => ({
      files: bundleOf({ ...plan, cosigners: plan.witnesses.slice(1, 2) }),
      brings: ['vkey'],
    }),
  },
  {
    name: 'ask for fewer witnesses, by the real key',
    place: /witnesses\.txt/,
    commit: ({ plan }, dice) => ({
      files: bundleOf({
        ...plan,
        quorum: dice.below(2),
        cosigners: [],
        witnesses: plan.witnesses.slice(dice.below(2)),
      }),
      brings: ['vkey', 'witnesses'],
    }),
  },
  {
    name: 'fork: another past, signed by the real key',
    place: /leaves\.jsonl are not those of your checkpoint/,
    commit: (world, dice) => {
      const plan = rewritten(world, dice, world.plan.checkpoints[0]);
      return plan && { files: bundleOf(plan), brings: ['last', 'vkey'] };
    },
  },
  {
    name: 'roll back: an older log, signed by the real key',
    place: /rolled back: your checkpoint/,
    commit: ({ plan }, dice) => {
      const [early = 0] = plan.checkpoints;
      const history = plan.history.slice(0, 1 + dice.below(early - 1));
      // A late leaf may stand behind the closing that counted it: such a cut shows by itself.
      if (closings(history).some(({ details }) => !isOn(history, details))) return null;
      const older = { ...plan, history, checkpoints: [history.length], quorum: 0 };
      return { files: bundleOf(older), brings: ['last'] };
    },
  },
  {
    name: 'write an entry into the log twice, by the real key',
    place: /leaf \d+ .*stands twice/i,
    commit: ({ plan }, dice) => {
      const history = copied(plan.history);
      const item = dice.pick(history.filter((each) => !isClosing(each)));
      const wider = [...history, item];
      const checkpoints = [...plan.checkpoints, wider.length];
      return { files: bundleOf({ ...plan, history: wider, checkpoints }), brings: ['vkey'] };
    },
  },
  {
    name: 'close a month on balances that are not its own, by the real key',
    place: /leaf \d+|periods\.csv/,
    commit: ({ plan }, dice) => {
      const history = copied(plan.history);
      const closing = dice.pick(closings(history));
      closing.details['trial_balance_digest'] = dice.hex(64);
      return { files: bundleOf({ ...plan, history }), brings: ['vkey'] };
    },
  },
  {
    name: 'post an unbalanced entry, by the real key',
    place: /leaf \d+ .*do not add up to zero/i,
    commit: ({ plan }, dice) => {
      const history = copied(plan.history);
      const able = entries(history).filter(({ entry }) => entry.period === '2026-03');
      if (able.length === 0) return null;
      const line = dice.pick(able).entry.lines[0];
      if (line) line.amount += 1n;
      return { files: bundleOf({ ...plan, history }), brings: ['vkey'] };
    },
  },
];
