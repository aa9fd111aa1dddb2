import { Injectable } from '@nestjs/common';
import { Clock, DomainError, minutes, type Id } from '#kernel';
import { UnitOfWork } from '#platform';
import { Vault, type SealedPlace } from '#privacy';
import { MethodChanges } from './method-changes.service.js';
import { Introductions, type Introduced } from './introductions.service.js';
import type { Method, SetUp } from './method.js';
import { accountIdentity, INSTRUMENT_DIGEST } from './payee-details.js';
import { methodRefused } from '../payouts.errors.js';
import { RailRegistry } from '../rails/rail-registry.js';
import type { PayeeDetails, RecipientState } from '../rails/rail.js';

/** What travels with the form. */
interface Carried {
  readonly details: PayeeDetails;
  readonly until: number;
}

const CARRY_MS = minutes(30);

/**
 * Setting up how to be paid, after the yes. Name and numbers pass through to the payment company and are not
 * kept: what stays is its opaque names, two sealed digits to recognise the account by, and a keyed digest.
 */
@Injectable()
export class Methods {
  constructor(
    private readonly changes: MethodChanges,
    private readonly rails: RailRegistry,
    private readonly introductions: Introductions,
    private readonly vault: Vault,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /**
   * The details as a text that only this service can read, for her own page between "check" and "send": they
   * travel with her form for half an hour instead of being stored.
   */
  async carry(applicantId: Id<'applicant'>, details: PayeeDetails): Promise<string> {
    const carried: Carried = { details, until: this.clock.now().getTime() + CARRY_MS };
    const sealed = await this.unitOfWork.run(() =>
      this.vault.seal(carryPlace(applicantId), carried),
    );
    return Buffer.from(sealed).toString('base64url');
  }

  /** The details she sent along; null when they are not hers, were changed, or are too old. */
  async carried(applicantId: Id<'applicant'>, text: string): Promise<PayeeDetails | null> {
    try {
      const sealed = Buffer.from(text, 'base64url');
      const { details, until } = await this.vault.open<Carried>(carryPlace(applicantId), sealed);
      return this.clock.now().getTime() <= until ? details : null;
    } catch (error) {
      if (error instanceof DomainError) return null;
      throw error;
    }
  }

  /**
   * Records her consent, hands the details over and makes the method hers. A refusal changes nothing about
   * the method she had. Throws `METHOD_REFUSED` (conflict), `RAIL_UNAVAILABLE` (unavailable).
   */
  async setUp(wish: SetUp, details: PayeeDetails): Promise<void> {
    await this.introductions.introduce(wish, details, (introduced) =>
      this.handOver(introduced, details),
    );
  }

  /** A recipient's new standing: methods that waited for it become active, or are refused. */
  async applyRecipient(recipient: RecipientState): Promise<void> {
    if (recipient.status === 'ready') await this.changes.activateFor(recipient.ref);
    if (recipient.status === 'rejected') await this.changes.refuseFor(recipient.ref);
  }

  /** Whether somebody here is paid through this account of a provider. */
  async knowsRecipient(ref: string): Promise<boolean> {
    return this.changes.knowsRecipient(ref);
  }

  /** Asks about every recipient that the provider has not finished looking at. Returns how many. */
  async refresh(): Promise<number> {
    const waiting = await this.changes.waiting();
    for (const { rail, providerRecipient } of waiting) {
      if (providerRecipient === null) continue;
      await this.applyRecipient(await this.rails.get(rail).recipient(providerRecipient));
    }
    return waiting.length;
  }

  /** The newest method that is hers now or is being looked at; null when she has to set one up. */
  async current(applicantId: Id<'applicant'>): Promise<Method | null> {
    return this.changes.current(applicantId);
  }

  /** The last two digits of the account, for her eyes; null when there are none. */
  async lastDigits(method: Method): Promise<string | null> {
    return this.changes.lastDigits(method);
  }

  /** Same account, same value; null where there is none to recognise. */
  private async fingerprint(details: PayeeDetails): Promise<Uint8Array | null> {
    const identity = accountIdentity(details);
    return identity === null ? null : this.vault.digest(INSTRUMENT_DIGEST, identity);
  }

  private async handOver(
    { rail, method, recipient }: Introduced,
    details: PayeeDetails,
  ): Promise<void> {
    const saved = await rail.saveMethod(recipient.ref, details, method.id);
    if (saved.kind !== 'saved') throw methodRefused();
    await this.changes.complete(method, {
      providerRecipient: recipient.ref,
      providerMethod: saved.ref,
      lastDigits: saved.lastDigits,
      way: saved.way ?? null,
      fingerprint: await this.fingerprint(details),
      isReady: recipient.status === 'ready',
    });
  }
}

function carryPlace(applicantId: Id<'applicant'>): SealedPlace {
  return { subject: applicantId, table: 'payout_method', row: applicantId, field: 'carried' };
}
