import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { Clock, DomainError, later, minutes, type Id } from '#kernel';
import { UnitOfWork } from '#platform';
import { Vault } from '#privacy';
import {
  isAcceptablePin,
  newAccessCode,
  readAccessCode,
  sleepMinutes,
  westernDigits,
} from './access-code.js';
import { AccessCodeStore, type StoredCode } from './access-code.store.js';
import { CodeAsleep, codeRefused } from './identity.errors.js';
import { hashSecret, isSecret } from './secrets.js';
import { UnknownCodes } from './unknown-codes.js';

/** The way back in for applicants: sixteen digits and a PIN, no account, no e-mail. */
@Injectable()
export class AccessCodes {
  private readonly unknown = new UnknownCodes();

  constructor(
    private readonly store: AccessCodeStore,
    private readonly vault: Vault,
    private readonly audit: AuditTrail,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /**
   * A new code of sixteen digits, to be shown once: what is kept can recognise it but not tell it. An earlier
   * code stops working. Throws `PIN_WEAK` (invalid).
   */
  async issue(applicantId: Id<'applicant'>, pin: string): Promise<string> {
    const digits = westernDigits(pin);
    if (isAcceptablePin(digits) !== 'ok') {
      throw new DomainError('invalid', 'PIN_WEAK', 'Choose six digits that are hard to guess.');
    }
    const pinHash = await hashSecret(digits);
    return this.unitOfWork.run(async () => {
      const { code, lookup } = await this.unusedCode(digits);
      await this.store.save(applicantId, lookup, pinHash, this.clock.now());
      await this.audit.record({
        kind: 'act',
        act: 'AccessCodeIssued',
        actor: applicantId,
        subject: applicantId,
      });
      return code;
    });
  }

  /**
   * Whose code this is. Throws `CODE_REFUSED` (forbidden), the same for an unknown code and a wrong PIN and
   * after the same work; `CODE_ASLEEP` (forbidden, `CodeAsleep` with the minutes) after every fifth wrong try.
   */
  async enter(typedCode: string, typedPin: string): Promise<Id<'applicant'>> {
    const code = readAccessCode(typedCode);
    // A slip of the hand fails its check digit; it is nobody's try, but takes as long as one.
    if (code === null) {
      await isSecret(null, typedPin);
      throw codeRefused();
    }
    return this.check(await this.vault.digest('access-code', code), typedPin, 'CodeEntered');
  }

  /**
   * Her PIN once more, before something that only she may see. A wrong one counts like a wrong try at the door.
   * Throws as `enter` does.
   */
  async confirm(applicantId: Id<'applicant'>, typedPin: string): Promise<void> {
    const lookup = await this.store.lookupOf(applicantId);
    if (lookup === null) throw codeRefused();
    await this.check(lookup, typedPin, 'PinConfirmed');
  }

  private async check(
    lookup: Uint8Array,
    typedPin: string,
    act: 'CodeEntered' | 'PinConfirmed',
  ): Promise<Id<'applicant'>> {
    const stored = await this.countAttempt(lookup);
    const fits = await isSecret(stored?.pinHash ?? null, westernDigits(typedPin).trim());
    if (!stored || !fits) throw codeRefused();
    await this.unitOfWork.run(async () => {
      await this.store.count(lookup, 0, null);
      await this.audit.record({
        kind: 'sign_in',
        act,
        actor: stored.applicantId,
        subject: stored.applicantId,
      });
    });
    return stored.applicantId;
  }

  /** Counted before it is checked, so that many tries at once are many tries. */
  private async countAttempt(lookup: Uint8Array): Promise<StoredCode | null> {
    const now = this.clock.now();
    return this.unitOfWork.run(async () => {
      const stored = await this.store.lock(lookup);
      const before = stored ?? this.unknown.get(lookup);
      if (before.asleepUntil !== null && before.asleepUntil > now) {
        throw new CodeAsleep(minutesUntil(before.asleepUntil, now));
      }
      const failedAttempts = before.failedAttempts + 1;
      const sleep = sleepMinutes(failedAttempts);
      const asleepUntil = sleep === 0 ? null : later(now, minutes(sleep));
      if (!stored) this.unknown.set(lookup, { failedAttempts, asleepUntil });
      await this.store.count(lookup, failedAttempts, asleepUntil);
      if (stored && asleepUntil) await this.recordSleep(stored.applicantId, failedAttempts);
      return stored;
    });
  }

  private async recordSleep(applicantId: Id<'applicant'>, tries: number): Promise<void> {
    await this.audit.record({
      kind: 'sign_in',
      act: 'CodeFellAsleep',
      actor: 'system',
      subject: applicantId,
      details: { tries },
    });
  }

  private async unusedCode(pin: string): Promise<{ code: string; lookup: Uint8Array }> {
    const code = newAccessCode();
    const lookup = await this.vault.digest('access-code', code);
    const isUsable = isAcceptablePin(pin, code) === 'ok' && !(await this.store.isTaken(lookup));
    return isUsable ? { code, lookup } : this.unusedCode(pin);
  }
}

function minutesUntil(when: Date, now: Date): number {
  return Math.ceil((when.getTime() - now.getTime()) / minutes(1));
}
