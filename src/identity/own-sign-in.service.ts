import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { Clock, type Id } from '#kernel';
import { UnitOfWork } from '#platform';
import { Credentials } from './credentials.service.js';
import { authenticatorUnproven, signInSettled } from './identity.errors.js';
import type { Staff } from './roles.js';
import { hashSecret } from './secrets.js';
import { StaffSessions } from './staff-sessions.service.js';
import { newTotpSecret, totpStep } from './totp.js';

/** What a person chooses instead of what an administrator made. */
export interface ChosenSignIn {
  readonly password: string;
  readonly totpSecret: string;
  /** What the authenticator shows for the new secret: proof that it was taken over. */
  readonly code: string;
}

/**
 * The first thing every invited person does. Whoever invited them has seen their password: until they have
 * chosen their own no role opens, so that nobody can invite three people and be all of them unnoticed.
 */
@Injectable()
export class OwnSignIn {
  constructor(
    private readonly credentials: Credentials,
    private readonly sessions: StaffSessions,
    private readonly audit: AuditTrail,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** Whether the person has yet to choose. */
  async isDue(personId: Id<'person'>): Promise<boolean> {
    return this.credentials.isTemporary(personId);
  }

  /** A new authenticator secret, kept nowhere until it is chosen. */
  offer(person: Staff, totpSecret = newTotpSecret()): { totpSecret: string; totpUri: string } {
    return { totpSecret, totpUri: this.credentials.uriOf(totpSecret, person.email) };
  }

  /**
   * Replaces the temporary sign-in and ends every session. Throws `SIGN_IN_SETTLED` (conflict) when there is
   * none, `AUTHENTICATOR_UNPROVEN` (invalid) when the code does not fit the secret.
   */
  async choose(
    personId: Id<'person'>,
    { password, totpSecret, code }: ChosenSignIn,
  ): Promise<void> {
    const step = totpStep(totpSecret, code, this.clock.now());
    if (step === null) throw authenticatorUnproven();
    const passwordHash = await hashSecret(password);
    await this.unitOfWork.run(async () => {
      if (!(await this.credentials.isTemporary(personId))) throw signInSettled();
      await this.credentials.keep({
        personId,
        passwordHash,
        totpSecret,
        totpStep: step,
        isTemporary: false,
      });
      await this.sessions.endAll(personId);
      await this.audit.record({
        kind: 'act',
        act: 'OwnSignInChosen',
        actor: personId,
        subject: personId,
      });
    });
  }
}
