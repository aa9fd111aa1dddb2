import { Injectable } from '@nestjs/common';
import { Clock, DomainError, newId, type Id } from '#kernel';
import { Config, UnitOfWork } from '#platform';
import { ContactPointStore } from './contact-point.store.js';
import {
  CHANNELS,
  WINDOWS,
  decideContact,
  isTelephone,
  type Channel,
  type ContactDecision,
  type ContactPoint,
  type ContentLevel,
  type TelephoneChannel,
} from './safe-contact.js';
import { Vault, type SealedPlace } from './vault.js';

/**
 * How a person may be reached. Whoever wants to contact her asks here at the moment of sending: an old
 * permission may have ended, and an old address may be read by somebody else.
 */
@Injectable()
export class ContactBook {
  constructor(
    private readonly store: ContactPointStore,
    private readonly vault: Vault,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  /** Replaces everything that was allowed before; no points means no contact. Throws `CONTACT_UNCLEAR` (invalid). */
  async save(applicantId: Id<'applicant'>, points: readonly ContactPoint[]): Promise<void> {
    refuseUnclear(points);
    const now = this.clock.now();
    await this.unitOfWork.run(async () => {
      await this.store.stop(applicantId, null, now);
      for (const { value, ...point } of points) {
        const id = newId('contactPoint');
        const sealed =
          value === null ? null : await this.vault.seal(placeOf(applicantId, id), value);
        const lookup =
          value !== null && isTelephone(point.channel) ? await this.lookupOf(value) : null;
        await this.store.add(applicantId, { ...point, id, sealed, lookup }, now);
      }
    });
  }

  /** Her live contact points, opened. The caller records the access with its purpose. */
  async forApplicant(applicantId: Id<'applicant'>): Promise<ContactPoint[]> {
    const stored = await this.store.live(applicantId);
    const points: ContactPoint[] = [];
    // One after the other: in a unit of work they share one connection.
    for (const { id, sealed, ...point } of stored) {
      const value =
        sealed === null ? null : await this.vault.open<string>(placeOf(applicantId, id), sealed);
      points.push({ ...point, value });
    }
    return points;
  }

  /** The way to reach her now with this much detail, among `channels`; or why there is none. */
  async chooseChannel(
    applicantId: Id<'applicant'>,
    level: ContentLevel,
    now: Date,
    channels: readonly Channel[] = CHANNELS,
  ): Promise<ContactDecision> {
    const points = await this.forApplicant(applicantId);
    const usable = points.filter((point) => channels.includes(point.channel));
    return decideContact(usable, level, now, this.config.timeZone);
  }

  /** Ends one of her channels at once and forgets its value. */
  async stop(applicantId: Id<'applicant'>, channel: Channel): Promise<void> {
    await this.unitOfWork.run(() => this.store.stop(applicantId, channel, this.clock.now()));
  }

  /**
   * Ends this channel for everybody reached at this number, at once, and forgets the number: what STOP does.
   * Says whose points they were, for the log; nobody else learns it. `number` with or without its plus sign.
   */
  async stopNumber(channel: TelephoneChannel, number: string): Promise<Id<'applicant'>[]> {
    const lookup = await this.lookupOf(number);
    return this.unitOfWork.run(() => this.store.stopFound(channel, lookup, this.clock.now()));
  }

  /** Gateways write numbers with and without plus sign, spaces and hyphens; the digits are what counts. */
  private lookupOf(number: string): Promise<Uint8Array> {
    return this.vault.digest('contact-value', number.replaceAll(/\D/g, ''));
  }
}

function placeOf(applicantId: Id<'applicant'>, id: string): SealedPlace {
  return { subject: applicantId, table: 'contact_point', row: id, field: 'value' };
}

function refuseUnclear(points: readonly ContactPoint[]): void {
  const names = new Set<string>(WINDOWS);
  const isClear =
    new Set(points.map((point) => point.channel)).size === points.length &&
    points.every((point) => point.windows.every((window) => names.has(window)));
  if (isClear) return;
  throw new DomainError(
    'invalid',
    'CONTACT_UNCLEAR',
    'Each way to be contacted is named once, with safe times we know.',
  );
}
