import { parseArgs } from 'node:util';
import { SAFEGUARDS, type Safeguard } from './safeguards.js';

const PROFILES = {
  ci: { seeds: 10_000, faults: 1_000 },
  nightly: { seeds: 1_000_000, faults: 20_000 },
} as const;

const HALVES = ['simulator', 'processes'] as const;

/** What the command line asks for. */
export interface Choice {
  readonly seeds: number;
  readonly seed: number;
  readonly faults: number;
  readonly only: (typeof HALVES)[number] | null;
  /** Tells the story of one seed. */
  readonly isReplay: boolean;
  readonly without: Safeguard | null;
  readonly killScore: boolean;
}

/** What to run, or a sentence that says what is wrong with the words. */
export function readWords(words: string[]): Choice | string {
  try {
    const { values } = parseArgs({ args: words, options: OPTIONS });
    const { without, profile, seeds, seed, faults, only } = values;
    if (!isWord(SAFEGUARDS, without)) return `--without is one of ${SAFEGUARDS.join(', ')}.`;
    if (!isWord(HALVES, only)) return '--only is simulator or processes.';
    if (!isWord(['ci', 'nightly'], profile)) return '--profile is ci or nightly.';
    const numbers = counted(PROFILES[profile ?? 'ci'], { seeds, faults, seed });
    if (numbers === null) return '--faults, --seeds and --seed are whole numbers from 1.';
    return {
      ...numbers,
      without: without ?? null,
      only: only ?? null,
      isReplay: values.replay,
      killScore: values['kill-score'],
    };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const OPTIONS = {
  seeds: { type: 'string' },
  seed: { type: 'string' },
  faults: { type: 'string' },
  only: { type: 'string' },
  // The last line is JSON whether one asks for it or not.
  json: { type: 'boolean', default: false },
  replay: { type: 'boolean', default: false },
  without: { type: 'string' },
  profile: { type: 'string' },
  'kill-score': { type: 'boolean', default: false },
} as const;

/** Left out, or one of these. */
const isWord = <Word extends string>(
  words: readonly Word[],
  word: string | undefined,
): word is Word | undefined => word === undefined || words.some((one) => one === word);

type Numbers = Pick<Choice, 'seeds' | 'faults' | 'seed'>;

/** The profile's numbers, but for those that were given; null when one of these is none. */
function counted(
  usual: Omit<Numbers, 'seed'>,
  given: Readonly<Partial<Record<keyof Numbers, string | undefined>>>,
): Numbers | null {
  const of = (name: keyof Numbers): number => Number(given[name] ?? { ...usual, seed: 1 }[name]);
  const numbers = { seeds: of('seeds'), faults: of('faults'), seed: of('seed') };
  return Object.values(numbers).every(isCount) ? numbers : null;
}

const isCount = (number: number): boolean =>
  Number.isInteger(number) && number >= 1 && number < 2 ** 32;
