import { resolve } from 'node:path';
import type { Setting } from './setting.js';
import { SETTINGS } from './settings.js';

type Settings = typeof SETTINGS;
const ALL = SETTINGS as unknown as Record<string, Setting<unknown>>;

type Values = { readonly [Key in keyof Settings]: ReturnType<Settings[Key]['read']> };

/** The validated settings of this process, frozen at boot. Ask for it by injection; nothing else reads the environment. */
export abstract class Config {}
// The class is a token for injection; the values live in the interface of the same name.
export interface Config extends Values {
  /** Cookies are Secure and carry the __Host- prefix. */
  readonly secureCookies: boolean;
}

/** Boot stops with this: every problem at once, each a sentence that names the setting and never its secret value. */
export class UnusableConfiguration extends Error {
  override readonly name = 'UnusableConfiguration';

  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
  }
}

/** The configuration of this process. The one place that reads the environment. */
export const configOfProcess = (): Config => readConfig(process.env);

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads and validates the whole environment; throws UnusableConfiguration with every problem found. */
export function readConfig(environment: Environment): Config {
  const problems: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [key, setting] of Object.entries(ALL)) {
    const text = environment[setting.name] ?? setting.fallback;
    if (text === undefined) {
      problems.push(`${setting.name}: set it. ${setting.meaning}`);
      continue;
    }
    try {
      values[key] = setting.read(text);
    } catch (error) {
      problems.push(`${setting.name}: ${error instanceof Error ? error.message : 'unusable'}.`);
    }
  }
  if (problems.length === 0 && values['mode'] === 'production') problems.push(...refusals(values));
  if (problems.length > 0) throw new UnusableConfiguration(problems);
  return Object.freeze({ ...values, ...derived(values as unknown as Values) }) as Config;
}

function refusals(values: Record<string, unknown>): string[] {
  return Object.entries(ALL).flatMap(([key, setting]) => {
    const sentence = setting.unsafe?.(values[key]) ?? null;
    return sentence === null ? [] : [sentence];
  });
}

type Derived = Pick<
  Config,
  'secureCookies' | 'dataDir' | 'keyRingFile' | 'logKeyFile' | 'checkpointFolder'
>;

function derived(values: Values): Derived {
  const dataDir = resolve(values.dataDir);
  const within = (chosen: string, name: string): string =>
    chosen === '' ? resolve(dataDir, name) : chosen;
  return {
    dataDir,
    keyRingFile: within(values.keyRingFile, 'key-ring.json'),
    logKeyFile: within(values.logKeyFile, 'log-key.json'),
    checkpointFolder: within(values.checkpointFolder, 'checkpoints'),
    secureCookies: values.publicUrl.startsWith('https://'),
  };
}

/** The table of settings as Markdown, for docs/operating.md. */
export function describeSettings(): string {
  const rows = Object.values(ALL).map((setting) => {
    const fallback =
      setting.fallback === undefined
        ? 'required'
        : setting.fallback === ''
          ? '(empty)'
          : setting.fallback;
    const checked = setting.unsafe ? 'yes' : '';
    return `| \`${setting.name}\` | ${fallback} | ${checked} | ${setting.meaning} |`;
  });
  return [
    '| setting | default | production checks it | meaning |',
    '| --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}
