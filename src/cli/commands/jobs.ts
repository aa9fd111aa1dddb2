import { parseArgs } from 'node:util';
import { JobRuns } from '#platform';
import { FINDING, FINE, say, UsageError, type Command } from '../command.js';
import { inTheHouse } from '../house.js';

/** The latest scheduled runs; a failed one is a finding. */
export const jobs: Command = {
  name: 'jobs',
  summary: 'Lists the latest scheduled runs; exit status 1 when one of them failed.',
  usage: '[--limit N] [--json]',
  run: async (words) => {
    const { values } = parseArgs({
      args: [...words],
      options: { json: { type: 'boolean' }, limit: { type: 'string', default: '20' } },
    });
    if (!/^[1-9][0-9]{0,3}$/.test(values.limit)) {
      throw new UsageError('The limit is a whole number from 1 to 9999.');
    }
    const runs = await inTheHouse((house) => house.get(JobRuns).latest(Number(values.limit)));
    if (values.json) say(JSON.stringify(runs));
    else if (runs.length === 0) say('No job has run yet.');
    else {
      for (const run of runs) {
        const when = run.startedAt.toISOString();
        say(
          `${when}  ${run.job.padEnd(24)} ${run.period.padEnd(20)} ${run.state} ${run.errorCode ?? ''}`,
        );
      }
    }
    return runs.some((run) => run.state === 'failed') ? FINDING : FINE;
  },
};
