import { bundleOf, relisted, signer, type Files, type Plan } from '../../bench/bundle/bundle.js';
import { Dice, HistoryMaker } from '../../bench/bundle/history.js';

/** A clean bundle, and what its auditor keeps apart from it. */
export interface World {
  readonly plan: Plan;
  readonly files: Files;
  /** A checkpoint of an earlier visit. */
  readonly last: string;
  readonly vkey: string;
  readonly witnesses: string;
}

/** What the adversary leaves behind, and what the auditor brings along. */
export interface Crime {
  /** Bytes, because some are no text any more. */
  readonly files: ReadonlyMap<string, string | Buffer>;
  readonly brings: readonly ('last' | 'vkey' | 'witnesses')[];
}

export interface Tampering {
  readonly name: string;
  /** What the sentence must name. */
  readonly place: RegExp;
  /** Null when this bundle has nothing of the kind. */
  commit(world: World, dice: Dice): Crime | null;
}

export const NAME = 'books.example/log';

export function worldOf(seed: number): World {
  const dice = new Dice(seed);
  const history = new HistoryMaker(dice).make(12 + dice.below(14));
  const log = signer(NAME, 1, `log ${String(seed)}`);
  const witnesses = ['a', 'b', 'c'].map((name) => signer(`witness-${name}`, 4, name));
  const early = 6 + dice.below(history.length - 8);
  const plan: Plan = {
    history,
    checkpoints: [early, history.length],
    log,
    witnesses,
    cosigners: witnesses,
    quorum: 2,
    salt: dice.hex(32),
    program: 'what checks\n',
  };
  const files = bundleOf(plan);
  const [first = ''] = text(files, 'checkpoints.txt').split(/\n\n(?=books)/);
  return {
    plan,
    files,
    last: first.endsWith('\n') ? first : `${first}\n`,
    vkey: log.vkey,
    witnesses: text(files, 'witnesses.txt'),
  };
}

export const text = (files: Files, file: string): string => files.get(file) ?? '';

/** Whoever has no key can recompute every hash; the signatures stay what they were. */
export function relistedWithoutKey({ plan, files: before }: World, files: Files): Files {
  const listed = relisted(plan, files);
  const signature = text(before, 'manifest.sig').split('\n').slice(3).join('\n');
  const signed = text(listed, 'manifest.sig').split('\n').slice(0, 2).join('\n');
  return listed.set('manifest.sig', `${signed}\n\n${signature}`);
}

/** Changes one file and recomputes the manifest: with the log's key, without it, or not at all. */
export function edited(
  world: World,
  [file, change]: readonly [string, (content: string) => string],
  dice: Dice,
): Crime | null {
  const content = text(world.files, file);
  const changed = change(content);
  if (changed === content) return null;
  const files = new Map(world.files).set(file, changed);
  const way = dice.below(3);
  const sealed =
    way === 0 ? files : way === 1 ? relistedWithoutKey(world, files) : relisted(world.plan, files);
  return { files: sealed, brings: [] };
}
