import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { Clock, DomainError, newId, type Id } from '#kernel';
import { UnitOfWork } from '#platform';
import { Credentials, type FirstSignIn } from './credentials.service.js';
import {
  emailTaken,
  ownAccount,
  personUnknown,
  roleConflict,
  roleHeld,
  roleNotHeld,
} from './identity.errors.js';
import { PersonStore, type PersonView } from './person.store.js';
import { conflictsWith, type Role, type RoleConflict } from './roles.js';
import { StaffSessions } from './staff-sessions.service.js';

/** Who acts: an administrator, or `system` for the command line. */
export type Actor = Id<'person'> | 'system';

/** What people of staff are called, by id. */
export type StaffNames = ReadonlyMap<string, string>;

/** Members of staff: invited, given roles, suspended. Nobody does any of it to themselves. */
@Injectable()
export class People {
  constructor(
    private readonly store: PersonStore,
    private readonly credentials: Credentials,
    private readonly sessions: StaffSessions,
    private readonly audit: AuditTrail,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** Everybody, by name. */
  async list(): Promise<PersonView[]> {
    return this.store.list();
  }

  /** Of everybody, gone ones too. */
  async names(): Promise<StaffNames> {
    return new Map((await this.list()).map(({ id, name }) => [id, name]));
  }

  /** Throws `PERSON_UNKNOWN` (not_found). */
  async get(id: Id<'person'>): Promise<PersonView> {
    const person = await this.store.find(id);
    if (!person) throw personUnknown();
    return person;
  }

  /** Which two roles one person may not hold. */
  async conflicts(): Promise<RoleConflict[]> {
    return this.store.conflicts();
  }

  /** A new person without roles, with what is needed to sign in, shown once. Throws `EMAIL_TAKEN` (conflict). */
  async invite(
    by: Actor,
    invitation: { readonly email: string; readonly name: string },
  ): Promise<FirstSignIn & { readonly id: Id<'person'> }> {
    const email = readEmail(invitation.email);
    const id = newId('person');
    return this.unitOfWork.run(async () => {
      const person = { id, email, name: invitation.name.trim(), createdAt: this.clock.now() };
      if (!(await this.store.add(person))) throw emailTaken();
      const signIn = await this.credentials.make(id, email);
      await this.audit.record({ kind: 'act', act: 'PersonInvited', actor: by, subject: id });
      return { id, ...signIn };
    });
  }

  /** Ends the person's sessions and every way in, until reinstated. */
  async suspend(by: Actor, id: Id<'person'>): Promise<void> {
    await this.change({ act: 'PersonSuspended', by, id }, async () => {
      await this.store.setSuspended(id, this.clock.now());
      await this.sessions.endAll(id);
    });
  }

  async reinstate(by: Actor, id: Id<'person'>): Promise<void> {
    await this.change({ act: 'PersonReinstated', by, id }, () => this.store.setSuspended(id, null));
  }

  /** New password and authenticator secret, shown once; ends the person's sessions. For a lost telephone. */
  async renewSignIn(by: Actor, id: Id<'person'>): Promise<FirstSignIn> {
    return this.change({ act: 'SignInRenewed', by, id }, async ({ email }) => {
      await this.sessions.endAll(id);
      return this.credentials.make(id, email);
    });
  }

  /** Throws `OWN_ACCOUNT` (forbidden), `ROLE_CONFLICT` or `ROLE_HELD` (conflict). */
  async grantRole(by: Actor, id: Id<'person'>, role: Role): Promise<void> {
    await this.change({ act: 'RoleGranted', by, id, role }, async ({ roles }) => {
      if (roles.includes(role)) throw roleHeld(role);
      const clashing = conflictsWith(role, roles, await this.store.conflicts());
      if (clashing.length > 0) throw roleConflict(role, clashing);
      await this.store.grant(id, role, by, this.clock.now());
    });
  }

  /** Throws `OWN_ACCOUNT` (forbidden) or `ROLE_NOT_HELD` (conflict). */
  async revokeRole(by: Actor, id: Id<'person'>, role: Role): Promise<void> {
    await this.change({ act: 'RoleRevoked', by, id, role }, async ({ roles }) => {
      if (!roles.includes(role)) throw roleNotHeld(role);
      await this.store.revoke(id, role, by, this.clock.now());
    });
  }

  /** One change to somebody else's account, with the account held and the act recorded. */
  private async change<Result>(
    { act, by, id, role }: Change,
    work: (person: PersonView) => Promise<Result>,
  ): Promise<Result> {
    if (by === id) throw ownAccount();
    return this.unitOfWork.run(async () => {
      if (!(await this.store.lock(id))) throw personUnknown();
      const result = await work(await this.get(id));
      const details = role === undefined ? {} : { role };
      await this.audit.record({ kind: 'act', act, actor: by, subject: id, details });
      return result;
    });
  }
}

interface Change {
  readonly act: string;
  readonly by: Actor;
  readonly id: Id<'person'>;
  readonly role?: Role;
}

function readEmail(typed: string): string {
  const email = typed.trim().toLowerCase();
  if (/^[^@\s]+@[^@\s]+$/.test(email)) return email;
  throw new DomainError('invalid', 'EMAIL_UNCLEAR', 'Give an e-mail address.');
}
