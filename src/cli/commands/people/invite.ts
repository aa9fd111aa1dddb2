import { parseArgs } from 'node:util';
import { People, roleName, type FirstSignIn, type Role } from '#identity';
import { Config, UnitOfWork } from '#platform';
import { say, UsageError } from '../../command.js';
import type { House } from '../../house.js';
import { needed, roleCalled } from './words.js';

interface Invitation {
  readonly name: string;
  readonly email: string;
  readonly role: Role;
}

/** Invites somebody and gives the role in one act; prints what they need to sign in, this once. */
export async function invite(house: House, words: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...words],
    options: {
      name: { type: 'string' },
      email: { type: 'string' },
      role: { type: 'string' },
      json: { type: 'boolean' },
    },
  });
  const invitation = {
    name: nameOf(values.name),
    email: needed('email ADDRESS', values.email).toLowerCase(),
    role: roleCalled(values.role),
  };
  const people = house.get(People);
  const made = await house.get(UnitOfWork).run(async () => {
    const invited = await people.invite('system', invitation);
    await people.grantRole('system', invited.id, invitation.role);
    return invited;
  });
  if (values.json) say(JSON.stringify({ ...invitation, ...made }));
  else show(invitation, made, house.get(Config).publicUrl);
}

function nameOf(text: string | undefined): string {
  const name = needed('name NAME', text);
  if (name.length >= 2 && name.length <= 80) return name;
  throw new UsageError('Give a name of 2 to 80 letters.');
}

function show({ name, role }: Invitation, made: FirstSignIn, publicUrl: string): void {
  say(`${name} is here as ${roleName(role)}. This is shown once and kept nowhere:`);
  say('');
  say(`  one-time password      ${made.password}`);
  say(`  authenticator secret   ${made.totpSecret}`);
  say(`  for an app             ${made.totpUri}`);
  say('');
  say(`Sign in at ${new URL('/sign-in', publicUrl).href}; the first visit asks for a password`);
  say('and an authenticator of their own.');
}
