import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { SystemClock } from '#kernel';
import { FINE, say, UsageError, type Command } from '../command.js';
import { GrantStory, type Step } from '../story/story.js';

const BETWEEN_LOOKS_MS = 250;

/** Plays the main job against a running service with demo data, so that anyone can watch it. */
export const story: Command = {
  name: 'story',
  summary: 'Walks one grant through a running service over HTTP, as each role (demo data only).',
  usage: '[--url http://127.0.0.1:3000] [--json]',
  run: async (words) => {
    const { values } = parseArgs({
      args: [...words],
      options: {
        url: { type: 'string', default: process.env['PUBLIC_URL'] ?? 'http://127.0.0.1:3000' },
        json: { type: 'boolean' },
      },
    });
    await refuseDeafAddress(values.url);
    const clock = new SystemClock();
    const stage = {
      url: values.url,
      now: (): Date => clock.now(),
      pause: (): Promise<void> => setTimeout(BETWEEN_LOOKS_MS),
    };
    const steps = await new GrantStory(stage, (step) => {
      if (!values.json) say(lineOf(step));
    }).play();
    const seconds = steps.reduce((sum, step) => sum + step.seconds, 0);
    if (values.json) say(JSON.stringify({ ok: true, seconds, steps }));
    else
      say(
        `One grant, from the first page to the books: ${String(Math.trunc(seconds * 10) / 10)} s.`,
      );
    return FINE;
  },
};

/** Before the first page: a wrong address, or a service that is not up, is said as that. */
async function refuseDeafAddress(url: string): Promise<void> {
  if (!URL.canParse(url)) throw new UsageError(`${url} is no address.`);
  try {
    await fetch(new URL('/health/live', url), { signal: AbortSignal.timeout(5_000) });
  } catch {
    throw new UsageError(`Nothing answers at ${url}. Run npm start first, or give --url.`);
  }
}

function lineOf({ step, by, seconds, facts }: Step): string {
  const told = Object.entries(facts).map(([name, value]) => `${name} ${[value].flat().join(', ')}`);
  return `${String(seconds).padStart(7)} s  ${by.padEnd(17)} ${step}: ${told.join('; ')}`;
}
