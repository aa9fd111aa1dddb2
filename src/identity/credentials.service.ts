import { Injectable } from '@nestjs/common';
import { Clock, type Id } from '#kernel';
import { Config } from '#platform';
import { Vault } from '#privacy';
import { CredentialStore, type NewCredential } from './credential.store.js';
import { hashSecret, newPassword } from './secrets.js';
import { totpPlace } from './staff-sign-in.service.js';
import { newTotpSecret, totpUri } from './totp.js';

/** What a person needs to sign in the first time. Shown once, kept nowhere. */
export interface FirstSignIn {
  readonly password: string;
  readonly totpSecret: string;
  /** The same secret as an address that authenticator apps take. */
  readonly totpUri: string;
}

/** What is to be kept: the secret goes into the vault, the rest as it is. */
export interface KeptSignIn extends Omit<NewCredential, 'totpSealed'> {
  readonly totpSecret: string;
}

/** Makes the credentials of staff; part of the unit of work that calls it. */
@Injectable()
export class Credentials {
  constructor(
    private readonly store: CredentialStore,
    private readonly vault: Vault,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  /** Random credentials for a person, good for choosing their own; earlier ones stop working. */
  async make(personId: Id<'person'>, email: string): Promise<FirstSignIn> {
    const password = newPassword();
    const totpSecret = newTotpSecret();
    const passwordHash = await hashSecret(password);
    await this.keep({ personId, passwordHash, totpSecret, totpStep: 0n, isTemporary: true });
    return { password, totpSecret, totpUri: this.uriOf(totpSecret, email) };
  }

  /** Stores a hashed password and seals an authenticator secret. */
  async keep({ totpSecret, ...credential }: KeptSignIn): Promise<void> {
    const totpSealed = await this.vault.seal(totpPlace(credential.personId), totpSecret);
    await this.store.save({ ...credential, totpSealed }, this.clock.now());
  }

  /** Whether the person still uses what an administrator made. */
  async isTemporary(personId: Id<'person'>): Promise<boolean> {
    return this.store.isTemporary(personId);
  }

  /** An authenticator secret as an address that authenticator apps take. */
  uriOf(totpSecret: string, email: string): string {
    return totpUri(totpSecret, this.config.publicName, email);
  }
}
