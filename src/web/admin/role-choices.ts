import { ROLES, conflictsWith, roleName, type Role, type RoleConflict } from '#identity';
import { ROLE_GUIDE } from '../sign-in/role-guide.js';

/** A role on somebody's page: held, open, or closed by another role. */
export interface RoleChoice {
  readonly role: Role;
  readonly name: string;
  readonly does: string;
  readonly isHeld: boolean;
  /** Why it cannot be granted, as a sentence; null when it can. */
  readonly conflict: string | null;
}

/** Every role, with what stands in its way for a person who holds `held`. */
export function roleChoices(
  held: readonly Role[],
  conflicts: readonly RoleConflict[],
): RoleChoice[] {
  return ROLES.map((role) => {
    const clashing = conflictsWith(role, held, conflicts);
    return {
      role,
      name: roleName(role),
      does: ROLE_GUIDE[role].does,
      isHeld: held.includes(role),
      conflict:
        clashing.length === 0 ? null : `Not together with ${clashing.map(roleName).join(' and ')}.`,
    };
  });
}
