import { parseArgs } from 'node:util';
import { InvariantCheck } from '#jobs';
import { FINDING, FINE, say, type Command } from '../command.js';
import { inTheHouse } from '../house.js';

/** Asks the live database for every promise of every module. */
export const verify: Command = {
  name: 'verify',
  summary:
    'Checks every promise of the house against the live database; exit status 1 when one is broken.',
  usage: '[--json]',
  run: async (words) => {
    const { values } = parseArgs({ args: [...words], options: { json: { type: 'boolean' } } });
    const results = await inTheHouse((house) => house.get(InvariantCheck).check());
    const broken = results.filter((result) => result.offences.length > 0);
    if (values.json) {
      say(JSON.stringify({ ok: broken.length === 0, checked: results.length, broken }));
    } else {
      for (const { promise, offences } of results) {
        say(`${offences.length === 0 ? 'kept  ' : 'BROKEN'}  ${promise}`);
        for (const offence of offences.slice(0, 10)) say(`        ${JSON.stringify(offence)}`);
      }
      say(
        `${String(results.length - broken.length)} of ${String(results.length)} promises are kept.`,
      );
    }
    return broken.length === 0 ? FINE : FINDING;
  },
};
