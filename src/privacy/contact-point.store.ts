import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { invariant, parseId, type Id } from '#kernel';
import { Database } from '#platform';
import { ContactPointEntity } from './contact-point.entity.js';
import { CHANNELS, type Channel, type ContactPoint, type ContentLevel } from './safe-contact.js';

/** A contact point as it is stored: the value still sealed. */
export interface SealedPoint extends Omit<ContactPoint, 'value'> {
  readonly id: string;
  readonly sealed: Uint8Array | null;
}

/** A contact point to be stored, with the digest that finds a telephone number again. */
export interface NewPoint extends SealedPoint {
  readonly lookup: Uint8Array | null;
}

/** The only way to the table of contact points. */
@Injectable()
export class ContactPointStore {
  constructor(private readonly database: Database) {}

  /** Points that were neither replaced nor stopped. */
  async live(applicantId: Id<'applicant'>): Promise<SealedPoint[]> {
    const rows = await this.database.reader
      .getRepository(ContactPointEntity)
      .find({ where: { applicantId, stoppedAt: IsNull() }, order: { channel: 'ASC' } });
    return rows.map((row) => ({
      id: row.id,
      channel: channelOf(row.channel),
      sealed: row.valueSealed,
      contentLevel: levelOf(row.contentLevel),
      windows: row.windows,
      voicemail: row.voicemail,
      sharedDevice: row.sharedDevice,
      expiresAt: row.expiresAt,
    }));
  }

  async add(applicantId: Id<'applicant'>, point: NewPoint, createdAt: Date): Promise<void> {
    await this.database.writer.getRepository(ContactPointEntity).insert({
      id: point.id,
      applicantId,
      channel: point.channel,
      valueSealed: point.sealed === null ? null : Buffer.from(point.sealed),
      valueLookup: point.lookup === null ? null : Buffer.from(point.lookup),
      contentLevel: point.contentLevel,
      windows: [...point.windows],
      voicemail: point.voicemail,
      sharedDevice: point.sharedDevice,
      expiresAt: point.expiresAt,
      stoppedAt: null,
      createdAt,
    });
  }

  /** Ends live points, all or those of one channel; an ended row keeps no value. */
  async stop(applicantId: Id<'applicant'>, channel: Channel | null, at: Date): Promise<void> {
    await this.database.write(
      `update contact_point set stopped_at = $3, value_sealed = null, value_lookup = null
       where applicant_id = $1 and stopped_at is null and ($2::text is null or channel = $2)`,
      [applicantId, channel, at],
    );
  }

  /** Ends the live points of one channel that hold this number, and says whose they were. */
  async stopFound(channel: Channel, lookup: Uint8Array, at: Date): Promise<Id<'applicant'>[]> {
    const rows = await this.database.write<{ applicantId: string }>(
      `update contact_point set stopped_at = $3, value_sealed = null, value_lookup = null
       where channel = $1 and value_lookup = $2 and stopped_at is null
       returning applicant_id as "applicantId"`,
      [channel, Buffer.from(lookup), at],
    );
    return rows.map((row) => parseId('applicant', row.applicantId));
  }
}

function channelOf(text: string): Channel {
  const channel = CHANNELS.find((known) => known === text);
  invariant(channel !== undefined, 'A stored contact channel is one of those we know.');
  return channel;
}

function levelOf(level: number): ContentLevel {
  invariant(level === 0 || level === 1 || level === 2, 'A stored content level is 0, 1 or 2.');
  return level;
}
