import { Injectable } from '@nestjs/common';
import { Database } from '#platform';
import type { Duty } from './duty.js';

/** The only way to the table of duties. */
@Injectable()
export class DutyStore {
  constructor(private readonly database: Database) {}

  /** Writes the part unless the person already has one in this case. */
  async add(duty: Duty, takenAt: Date): Promise<void> {
    await this.database.write(
      `insert into duty (subject, person_id, part, taken_at) values ($1, $2, $3, $4)
       on conflict (subject, person_id) do nothing`,
      [duty.subject, duty.personId, duty.part, takenAt],
    );
  }

  /** The part the person has, or null. */
  async part(subject: string, personId: string): Promise<string | null> {
    const [row] = await this.database.query<{ part: string }>(
      'select part from duty where subject = $1 and person_id = $2',
      [subject, personId],
    );
    return row?.part ?? null;
  }
}
