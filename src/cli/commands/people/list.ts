import { parseArgs } from 'node:util';
import { currentDemoCode, DEMO_PASSWORD, DEMO_PEOPLE, People } from '#identity';
import { Clock } from '#kernel';
import { Config } from '#platform';
import { say, UsageError } from '../../command.js';
import type { House } from '../../house.js';

/** Everybody with their roles; with --demo the published sign-ins of the demo people and their codes of this moment. */
export async function list(house: House, words: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...words],
    options: { demo: { type: 'boolean' }, json: { type: 'boolean' } },
  });
  if (values.demo && house.get(Config).mode !== 'demo') {
    throw new UsageError('Demo people exist in demo mode only.');
  }
  const rows = values.demo ? demoRows(house.get(Clock).now()) : await staffRows(house);
  if (values.json) say(JSON.stringify(rows));
  else if (rows.length === 0) say('Nobody is here yet: fund people invite makes the first.');
  else for (const row of rows) say(Object.values(row).join('   ').trimEnd());
}

async function staffRows(house: House): Promise<Record<string, string>[]> {
  const everybody = await house.get(People).list();
  return everybody.map(({ name, email, roles, suspendedAt }) => ({
    name,
    email,
    roles: roles.join(', '),
    state: suspendedAt === null ? '' : 'suspended',
  }));
}

function demoRows(now: Date): Record<string, string>[] {
  return DEMO_PEOPLE.map(({ email, roles }) => ({
    role: roles.join(', ').padEnd(18),
    email: email.padEnd(28),
    password: DEMO_PASSWORD,
    code: currentDemoCode(email, now),
  }));
}
