import { setTimeout } from 'node:timers/promises';
import { DemoPeople } from '#identity';
import { InvariantCheck } from '#jobs';
import type { Stage } from '../../src/cli/story/story.js';
import type { SandboxOptions } from '../../src/sandbox/sandbox.js';
import { layFoundations } from '../../src/cli/seed/foundations.js';
import { startService, type RunningService } from './service.js';

/** A service with funds, programmes and the demo people, and a stage for stories on it. */
export interface Theatre extends RunningService {
  readonly stage: Stage;
}

export async function openTheatre(
  settings: Readonly<Record<string, string>> = {},
  provider: SandboxOptions = {},
): Promise<Theatre> {
  const service = await startService(settings, undefined, provider);
  await service.get(DemoPeople).seed();
  await layFoundations(service);
  const stage: Stage = {
    url: service.url,
    // Codes sign in once: every sign-in of a story happens half a minute after the last.
    now: () => {
      service.clock.advance(30_000);
      return service.clock.now();
    },
    pause: async () => {
      service.clock.advance(1_000);
      await service.drain();
      // Notices come over real HTTP from another server; let them in.
      await setTimeout(50);
    },
  };
  return { ...service, stage };
}

/** Every promise of every module holds. */
export async function expectBooksToBalance(service: RunningService): Promise<void> {
  const verdicts = await service.get(InvariantCheck).check();
  expect(verdicts.length).toBeGreaterThan(10);
  expect(verdicts.filter(({ offences }) => offences.length > 0)).toEqual([]);
}
