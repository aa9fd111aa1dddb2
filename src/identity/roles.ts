import type { Id } from '#kernel';

/** What a person may do, by the names of the glossary. */
export const ROLES = [
  'advocate',
  'reviewer',
  'approver',
  'finance_director',
  'finance_preparer',
  'finance_releaser',
  'auditor',
  'privacy_officer',
  'administrator',
] as const;
export type Role = (typeof ROLES)[number];

/** Whether `text` names a role. */
export function isRole(text: unknown): text is Role {
  return ROLES.some((role) => role === text);
}

/** A role as people say it: `finance releaser`. */
export function roleName(role: Role): string {
  return role.replaceAll('_', ' ');
}

/** A member of staff who is signed in, with the roles held at this moment. */
export interface Staff {
  readonly id: Id<'person'>;
  readonly email: string;
  readonly name: string;
  readonly roles: readonly Role[];
}

/** Two roles that one person may not hold. */
export interface RoleConflict {
  readonly role: Role;
  readonly other: Role;
}

/** Which held roles conflict with a wanted one. */
export function conflictsWith(
  wanted: Role,
  held: readonly Role[],
  conflicts: readonly RoleConflict[],
): Role[] {
  return held.filter((role) =>
    conflicts.some(
      (pair) =>
        (pair.role === role && pair.other === wanted) ||
        (pair.other === role && pair.role === wanted),
    ),
  );
}
