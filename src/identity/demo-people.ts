import { createHash } from 'node:crypto';
import type { Role } from './roles.js';
import { totpCode } from './totp.js';

/** A member of staff who does not exist. */
export interface DemoPerson {
  readonly email: string;
  readonly name: string;
  readonly roles: readonly Role[];
}

const person = (account: string, name: string, ...roles: Role[]): DemoPerson => ({
  email: `${account}@demo.invalid`,
  name,
  roles,
});

/** One person or more for every role; all invented, at addresses that cannot exist (RFC 2606). */
export const DEMO_PEOPLE: readonly DemoPerson[] = [
  person('advocate', 'Ada Okafor', 'advocate'),
  person('reviewer', 'Rosa Lind', 'reviewer'),
  person('reviewer2', 'Ravi Menon', 'reviewer'),
  person('reviewer3', 'Ruth Adeyemi', 'reviewer'),
  person('approver', 'Alma Reyes', 'approver'),
  person('approver2', 'Amin Haddad', 'approver'),
  person('approver3', 'Anja Vogel', 'approver'),
  person('director', 'Dora Castell', 'finance_director'),
  person('preparer', 'Paul Whitfield', 'finance_preparer'),
  person('releaser', 'Lena Ferrari', 'finance_releaser'),
  person('releaser2', 'Luis Ortega', 'finance_releaser'),
  person('auditor', 'Otto Brandt', 'auditor'),
  person('privacy', 'Priya Nair', 'privacy_officer'),
  person('administrator', 'Mina Solberg', 'administrator'),
];

/** Printed by `npm start` and known to everybody: demo data is refused in production. */
export const DEMO_PASSWORD = 'cedar-lantern-river-42';

/**
 * The authenticator secret of a demo person: made from the e-mail, so that a program can sign in without
 * reading the database. That makes it public, like the password.
 */
export function demoTotpSecret(email: string): string {
  const bytes = createHash('sha256').update(`demo authenticator of ${email}`).digest();
  return base32(bytes.subarray(0, 20));
}

/** The code that signs a demo person in at `now`. A code works once: the next one comes within 30 seconds. */
export function currentDemoCode(email: string, now: Date): string {
  return totpCode(demoTotpSecret(email), now);
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** RFC 4648 base 32 of a whole number of 5-byte groups. */
function base32(bytes: Uint8Array): string {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('');
  return bits.replaceAll(/.{5}/g, (five) => BASE32.charAt(Number.parseInt(five, 2)));
}
