import { DomainError } from '#kernel';
import { roleName, type Role } from './roles.js';

/** One text for every wrong sign-in: it must not say which part was wrong, nor whether the person exists. */
export const signInRefused = (): DomainError =>
  new DomainError(
    'forbidden',
    'SIGN_IN_REFUSED',
    'E-mail, password or code is not right. After five wrong tries an account rests for 15 minutes.',
  );

/** One text for an unknown code and for a wrong PIN. */
export const codeRefused = (): DomainError =>
  new DomainError('forbidden', 'CODE_REFUSED', 'That code did not work. Check the numbers.');

/** Too many wrong PINs in a row: the code rests for so many minutes. */
export class CodeAsleep extends DomainError {
  constructor(readonly minutes: number) {
    super('forbidden', 'CODE_ASLEEP', `Too many tries. Try again in ${String(minutes)} minutes.`);
  }
}

export const personUnknown = (): DomainError =>
  new DomainError('not_found', 'PERSON_UNKNOWN', 'There is no such person.');

export const emailTaken = (): DomainError =>
  new DomainError('conflict', 'EMAIL_TAKEN', 'Somebody with this e-mail address is already here.');

export const ownAccount = (): DomainError =>
  new DomainError(
    'forbidden',
    'OWN_ACCOUNT',
    'Nobody changes their own roles or account: ask another administrator.',
  );

export const roleConflict = (wanted: Role, held: readonly Role[]): DomainError =>
  new DomainError(
    'conflict',
    'ROLE_CONFLICT',
    `Nobody can be ${roleName(wanted)} and ${held.map(roleName).join(' or ')} at once. Revoke that role first.`,
  );

export const roleHeld = (role: Role): DomainError =>
  new DomainError('conflict', 'ROLE_HELD', `This person is already ${roleName(role)}.`);

export const roleNotHeld = (role: Role): DomainError =>
  new DomainError('conflict', 'ROLE_NOT_HELD', `This person is not ${roleName(role)}.`);

export const dutyConflict = (): DomainError =>
  new DomainError(
    'conflict',
    'DUTY_CONFLICT',
    'You took another part in this request: propose, approve and release are three people.',
  );

export const signInSettled = (): DomainError =>
  new DomainError(
    'conflict',
    'SIGN_IN_SETTLED',
    'This sign-in is your own already. An administrator can make a new one.',
  );

export const authenticatorUnproven = (): DomainError =>
  new DomainError(
    'invalid',
    'AUTHENTICATOR_UNPROVEN',
    'The code does not fit the new authenticator secret.',
  );
