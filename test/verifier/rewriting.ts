import type { Plan } from '../../bench/bundle/bundle.js';
import {
  digestOf,
  type Dice,
  type History,
  type MadeEntry,
  type MadeEvent,
} from '../../bench/bundle/history.js';
import type { World } from './world.js';

/** Copies the history, so that the adversary may write into it. */
export const copied = (history: History): History => structuredClone(history);

export function entries(history: History): { entry: MadeEntry; at: number }[] {
  return history.flatMap((item, at) => (item.what === 'entry' ? [{ entry: item, at }] : []));
}

export const closings = (history: History): MadeEvent[] =>
  history.flatMap((item) => (item.what === 'event' && item.kind === 'period_close' ? [item] : []));

function changeEntry(entry: MadeEntry, dice: Dice): void {
  const [debit, credit] = entry.lines;
  const act = dice.below(4);
  if (act === 0 && debit && credit) {
    debit.amount += 1n;
    credit.amount -= 1n;
  } else if (act === 1) entry.approver = 'per_77';
  else if (act === 2) entry.effective = entry.effective.replace(/..$/, '07');
  else entry.lines.reverse();
}

/** A change of what happened that a thief would like: amounts, people, awards. */
function rewriteOne(history: History, dice: Dice, before = history.length): boolean {
  const candidates = entries(history).filter(({ at }) => at < before);
  if (candidates.length === 0) return false;
  const { entry, at } = dice.pick(candidates);
  if (dice.next() < 0.2) history.splice(at, 1);
  else changeEntry(entry, dice);
  for (const closing of closings(history)) {
    const period = closing.details['period'] ?? '';
    closing.details['trial_balance_digest'] = digestOf(history, period);
  }
  return JSON.stringify(history, big) !== '';
}

const big = (_: string, value: unknown): unknown =>
  typeof value === 'bigint' ? String(value) : value;
const sameHistory = (one: History, other: History): boolean =>
  JSON.stringify(one, big) === JSON.stringify(other, big);

/** The plan with another history, and checkpoints that fit it. */
export function planWith(plan: Plan, history: History): Plan {
  const lost = plan.history.length - history.length;
  const [early = 0] = plan.checkpoints;
  return { ...plan, history, checkpoints: [Math.max(1, early - lost), history.length] };
}

/** Two debits and their credits change places inside an entry: the books still balance. */
export function swapAmounts(world: World, dice: Dice): History | null {
  const history = copied(world.plan.history);
  const able = entries(history).filter(
    ({ entry }) => entry.lines.length >= 4 && entry.lines[0]?.amount !== entry.lines[2]?.amount,
  );
  if (able.length === 0) return null;
  const { entry } = dice.pick(able);
  const [a, b, c, d] = entry.lines;
  if (!a || !b || !c || !d) return null;
  [a.amount, c.amount] = [c.amount, a.amount];
  [b.amount, d.amount] = [d.amount, b.amount];
  return history;
}

export const rewritten = (world: World, dice: Dice, before?: number): Plan | null => {
  const history = copied(world.plan.history);
  const changed = rewriteOne(history, dice, before) && !sameHistory(history, world.plan.history);
  return changed ? planWith(world.plan, history) : null;
};

/** Bodies of new notes over signatures of old ones. */
export function withOldSignatures(notes: string, before: string): string {
  const olds = before.split(/\n\n(?=books)/).map((note) => note.slice(note.indexOf('\n\n')));
  return notes
    .split(/\n\n(?=books)/)
    .map((note, at) => `${note.slice(0, note.indexOf('\n\n'))}${olds[at] ?? olds.at(-1) ?? ''}`)
    .map((note) => note.replace(/\n*$/, '\n'))
    .join('\n');
}

export const isOn = (history: History, details: Record<string, string>): boolean =>
  details['trial_balance_digest'] === digestOf(history, details['period'] ?? '');

export const isClosing = (item: MadeEntry | MadeEvent): boolean =>
  item.what === 'event' && item.kind === 'period_close';
