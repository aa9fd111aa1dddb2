import { Config } from '#platform';
import { FINE, say, UsageError, type Command, type ExitStatus } from '../command.js';
import { inTheHouse } from '../house.js';
import { seedDemo } from '../seed/seed.js';

/** Demo data into an empty database; refused in production. */
export const seed: Command = {
  name: 'seed',
  summary:
    'Puts invented people, funds and sixty requests into an empty database (demo mode only).',
  usage: '',
  run: async () =>
    inTheHouse(async (house): Promise<ExitStatus> => {
      if (house.get(Config).mode !== 'demo') {
        throw new UsageError('Demo data has public passwords: set MODE=demo, never in production.');
      }
      if (!(await seedDemo(house, say))) say('Somebody is already here; nothing was added.');
      return FINE;
    }),
};
