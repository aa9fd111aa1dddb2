import { parseArgs } from 'node:util';
import { Clock } from '#kernel';
import { currentDemoCode, DEMO_PASSWORD, DEMO_PEOPLE, People } from '#identity';
import { Config } from '#platform';
import { FINE, say, UsageError, type Command, type ExitStatus } from '../command.js';
import { inTheHouse } from '../house.js';

/** Staff and their roles; with --demo the published sign-ins of the demo people and their codes of this moment. */
export const people: Command = {
  name: 'people',
  summary: 'Lists staff and roles; --demo prints the demo sign-ins with their current codes.',
  usage: '[--demo] [--json]',
  run: async (words) => {
    const { values } = parseArgs({
      args: [...words],
      options: { demo: { type: 'boolean' }, json: { type: 'boolean' } },
    });
    return inTheHouse(async (house): Promise<ExitStatus> => {
      if (values.demo && house.get(Config).mode !== 'demo') {
        throw new UsageError('Demo people exist in demo mode only.');
      }
      const rows = values.demo
        ? demoRows(house.get(Clock).now())
        : (await house.get(People).list()).map(({ name, email, roles }) => ({
            name,
            email,
            roles: roles.join(', '),
          }));
      if (values.json) say(JSON.stringify(rows));
      else for (const row of rows) say(Object.values(row).join('   '));
      return FINE;
    });
  },
};

function demoRows(now: Date): Record<string, string>[] {
  return DEMO_PEOPLE.map(({ email, roles }) => ({
    role: roles.join(', ').padEnd(18),
    email: email.padEnd(28),
    password: DEMO_PASSWORD,
    code: currentDemoCode(email, now),
  }));
}
