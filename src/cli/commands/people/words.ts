import { isRole, People, ROLES, type PersonView, type Role } from '#identity';
import { DomainError } from '#kernel';
import { UsageError } from '../../command.js';
import type { House } from '../../house.js';

/** What was typed for an option that may not be missing. */
export function needed(option: string, text: string | undefined): string {
  const value = text?.trim() ?? '';
  if (value === '') throw new UsageError(`Say --${option}.`);
  return value;
}

/** The role of this name. */
export function roleCalled(text: string | undefined): Role {
  const name = needed('role ROLE', text);
  if (isRole(name)) return name;
  throw new UsageError(`There is no role called ${name}. Roles: ${ROLES.join(', ')}.`);
}

/** Whoever has this e-mail address. Throws `PERSON_UNKNOWN` (not_found). */
export async function personAt(house: House, text: string | undefined): Promise<PersonView> {
  const email = needed('email ADDRESS', text).toLowerCase();
  const everybody = await house.get(People).list();
  const person = everybody.find((one) => one.email === email);
  if (person) return person;
  throw new DomainError(
    'not_found',
    'PERSON_UNKNOWN',
    'Nobody here has this e-mail address: fund people lists everybody.',
  );
}
