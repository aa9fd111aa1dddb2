/**
 * Identity: who is here and what they may do.
 *
 * In:  staff with e-mail, password and authenticator code; applicants with sixteen digits and a PIN.
 * Out: StaffSignIn, sessions of both, AccessCodes, People and their roles, Duties.
 * Always: a wrong try tells nothing about who exists; tokens, codes and PINs are kept as hashes only; nobody
 *         grants themselves anything; propose, approve and release are three people in every case.
 */
export { isAcceptablePin, showAccessCode, westernDigits } from './access-code.js';
export { AccessCodes } from './access-codes.service.js';
export { ApplicantSessions } from './applicant-sessions.service.js';
export type { FirstSignIn } from './credentials.service.js';
export { DEMO_PASSWORD, DEMO_PEOPLE, currentDemoCode, demoTotpSecret } from './demo-people.js';
export { DemoPeople } from './demo-people.service.js';
export { Duties } from './duties.service.js';
export type { DutyPart } from './duty.js';
export { CodeAsleep } from './identity.errors.js';
export { identityInvariants } from './identity.invariants.js';
export { IdentityModule } from './identity.module.js';
export { OwnSignIn } from './own-sign-in.service.js';
export { People, type StaffNames } from './people.service.js';
export type { PersonView } from './person.store.js';
export {
  ROLES,
  conflictsWith,
  isRole,
  roleName,
  type Role,
  type RoleConflict,
  type Staff,
} from './roles.js';
export { StaffSessions } from './staff-sessions.service.js';
export { StaffSignIn } from './staff-sign-in.service.js';
export { totpCode } from './totp.js';
