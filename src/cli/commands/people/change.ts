import { parseArgs } from 'node:util';
import { People, roleName, type PersonView, type Role } from '#identity';
import { say } from '../../command.js';
import type { House } from '../../house.js';
import { personAt, roleCalled } from './words.js';

/** Gives a role. Throws `ROLE_CONFLICT` or `ROLE_HELD` (conflict), `PERSON_UNKNOWN` (not_found). */
export async function grant(house: House, words: readonly string[]): Promise<void> {
  const { person, role } = await personAndRole(house, words);
  await house.get(People).grantRole('system', person.id, role);
  say(`${person.name} is now ${roleName(role)}.`);
}

/** Takes a role. Throws `ROLE_NOT_HELD` (conflict), `PERSON_UNKNOWN` (not_found). */
export async function revoke(house: House, words: readonly string[]): Promise<void> {
  const { person, role } = await personAndRole(house, words);
  await house.get(People).revokeRole('system', person.id, role);
  say(`${person.name} is no longer ${roleName(role)}.`);
}

/** Ends every session and every way in. Throws `PERSON_UNKNOWN` (not_found). */
export async function suspend(house: House, words: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...words], options: { email: { type: 'string' } } });
  const person = await personAt(house, values.email);
  await house.get(People).suspend('system', person.id);
  say(`${person.name} is suspended: every session has ended, and nobody can sign in as them.`);
}

async function personAndRole(
  house: House,
  words: readonly string[],
): Promise<{ person: PersonView; role: Role }> {
  const { values } = parseArgs({
    args: [...words],
    options: { email: { type: 'string' }, role: { type: 'string' } },
  });
  const role = roleCalled(values.role);
  return { person: await personAt(house, values.email), role };
}
