import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { Clock, later, minutes, type Id } from '#kernel';
import { UnitOfWork } from '#platform';
import { Vault, type SealedPlace } from '#privacy';
import { CredentialStore, type Credential } from './credential.store.js';
import { signInRefused } from './identity.errors.js';
import { PersonStore } from './person.store.js';
import type { Staff } from './roles.js';
import { isSecret } from './secrets.js';
import { totpStep } from './totp.js';

const TRIES = 5;
const LOCK_MS = minutes(15);

/** Where a person's authenticator secret is sealed. */
export function totpPlace(personId: Id<'person'>): SealedPlace {
  return { subject: personId, table: 'credential', row: personId, field: 'totp' };
}

/** Password and authenticator code, checked so that an answer tells nothing but yes or no. */
@Injectable()
export class StaffSignIn {
  constructor(
    private readonly credentials: CredentialStore,
    private readonly people: PersonStore,
    private readonly vault: Vault,
    private readonly audit: AuditTrail,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /**
   * The person, when e-mail, password and a code not used before all fit; else throws `SIGN_IN_REFUSED`
   * (forbidden), with the same words and the same work for an unknown e-mail as for a wrong password.
   */
  async verify(email: string, password: string, code: string): Promise<Staff> {
    const credential = await this.countAttempt(email.trim().toLowerCase());
    const step = await this.check(credential, password, code);
    if (!credential) throw signInRefused();
    const isUsed = await this.unitOfWork.run(() => this.conclude(credential.personId, step));
    const person = isUsed ? await this.people.findActive(credential.personId) : null;
    if (!person) throw signInRefused();
    return person;
  }

  /** Counted before it is checked, so that many tries at once are many tries. A locked account gives no credential. */
  private async countAttempt(email: string): Promise<Credential | null> {
    const now = this.clock.now();
    return this.unitOfWork.run(async () => {
      const found = await this.credentials.lockByEmail(email);
      if (!found || (found.lockedUntil !== null && found.lockedUntil > now)) return null;
      const attempts = found.lockedUntil === null ? found.failedAttempts + 1 : 1;
      const lockedUntil = attempts >= TRIES ? later(now, LOCK_MS) : null;
      await this.credentials.countAttempt(found.personId, attempts, lockedUntil);
      return found;
    });
  }

  /** The code's step when everything fits. The slow part runs for everybody, found or not. */
  private async check(
    credential: Credential | null,
    password: string,
    code: string,
  ): Promise<bigint | null> {
    const fits = await isSecret(credential?.passwordHash ?? null, password);
    if (!credential) return null;
    const secret = await this.vault.open<string>(
      totpPlace(credential.personId),
      credential.totpSealed,
    );
    const step = totpStep(secret, code.replaceAll(/\s/g, ''), this.clock.now());
    return fits ? step : null;
  }

  private async conclude(personId: Id<'person'>, step: bigint | null): Promise<boolean> {
    const isUsed = step !== null && (await this.credentials.useStep(personId, step));
    await this.audit.record({
      kind: 'sign_in',
      act: isUsed ? 'SignedIn' : 'SignInRefused',
      actor: personId,
      subject: personId,
    });
    return isUsed;
  }
}
