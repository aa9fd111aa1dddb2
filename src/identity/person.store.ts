import { Injectable } from '@nestjs/common';
import { invariant, parseId, type Id } from '#kernel';
import { Database } from '#platform';
import { PersonEntity } from './person.entity.js';
import { RoleGrantEntity } from './role.entity.js';
import { ROLES, isRole, type Role, type RoleConflict, type Staff } from './roles.js';

/** A member of staff as administrators see one. */
export interface PersonView extends Staff {
  readonly suspendedAt: Date | null;
  readonly lastSeenAt: Date | null;
}

interface Row {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly suspendedAt: Date | null;
  readonly lastSeenAt: Date | null;
  readonly roles: readonly string[];
}

/** The only way to people and their roles. */
@Injectable()
export class PersonStore {
  constructor(private readonly database: Database) {}

  /** Everybody, by name. */
  async list(): Promise<PersonView[]> {
    return this.views(null);
  }

  async find(id: Id<'person'>): Promise<PersonView | null> {
    const [person] = await this.views(id);
    return person ?? null;
  }

  /** The person with the roles held now, unless suspended; without any while the sign-in is an administrator's. */
  async findActive(id: Id<'person'>): Promise<Staff | null> {
    const [row] = await this.database.query<Row>(
      `select p.id, p.email, p.name, p.suspended_at as "suspendedAt", null as "lastSeenAt",
              array(select role from role_grant g join credential c using (person_id)
                    where g.person_id = p.id and g.revoked_at is null and not c.is_temporary) as roles
       from person p where p.id = $1 and p.suspended_at is null`,
      [id],
    );
    return row ? staffOf(row) : null;
  }

  async findIdByEmail(email: string): Promise<Id<'person'> | null> {
    const [row] = await this.database.query<{ id: string }>(
      'select id from person where email = $1',
      [email],
    );
    return row ? parseId('person', row.id) : null;
  }

  /** False when the address is taken. */
  async add(person: {
    id: Id<'person'>;
    email: string;
    name: string;
    createdAt: Date;
  }): Promise<boolean> {
    const rows = await this.database.write(
      `insert into person (id, email, name, created_at) values ($1, $2, $3, $4)
       on conflict (email) do nothing returning id`,
      [person.id, person.email, person.name, person.createdAt],
    );
    return rows.length === 1;
  }

  /** Holds the person's row until the unit of work ends, so that two grants cannot pass each other. */
  async lock(id: Id<'person'>): Promise<boolean> {
    const row = await this.database.writer
      .getRepository(PersonEntity)
      .findOne({ where: { id }, lock: { mode: 'pessimistic_write' } });
    return row !== null;
  }

  async setSuspended(id: Id<'person'>, at: Date | null): Promise<void> {
    await this.database.writer.getRepository(PersonEntity).update({ id }, { suspendedAt: at });
  }

  async grant(personId: Id<'person'>, role: Role, by: string, at: Date): Promise<void> {
    await this.database.writer.getRepository(RoleGrantEntity).insert({
      personId,
      role,
      grantedBy: by,
      grantedAt: at,
      revokedBy: null,
      revokedAt: null,
    });
  }

  async revoke(personId: Id<'person'>, role: Role, by: string, at: Date): Promise<void> {
    await this.database.write(
      `update role_grant set revoked_by = $3, revoked_at = $4
       where person_id = $1 and role = $2 and revoked_at is null`,
      [personId, role, by, at],
    );
  }

  private async views(id: Id<'person'> | null): Promise<PersonView[]> {
    const rows = await this.database.query<Row>(
      `select p.id, p.email, p.name, p.suspended_at as "suspendedAt",
              (select max(seen_at) from staff_session s where s.person_id = p.id) as "lastSeenAt",
              array(select role from role_grant g where g.person_id = p.id and g.revoked_at is null) as roles
       from person p where $1::text is null or p.id = $1 order by p.name, p.id`,
      [id],
    );
    return rows.map(viewOf);
  }

  /** Which two roles one person may not hold. */
  async conflicts(): Promise<RoleConflict[]> {
    const rows = await this.database.query<{ role: string; other: string }>(
      'select role, other from role_conflict order by role, other',
    );
    return rows.map(({ role, other }) => ({ role: roleOf(role), other: roleOf(other) }));
  }
}

function viewOf(row: Row): PersonView {
  return { ...staffOf(row), suspendedAt: row.suspendedAt, lastSeenAt: row.lastSeenAt };
}

function staffOf({ id, email, name, roles }: Row): Staff {
  const held = roles.map(roleOf);
  return {
    id: parseId('person', id),
    email,
    name,
    roles: ROLES.filter((role) => held.includes(role)),
  };
}

function roleOf(text: string): Role {
  invariant(isRole(text), 'A stored role is one of those we know.');
  return text;
}
