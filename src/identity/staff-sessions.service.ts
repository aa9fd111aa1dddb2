import { Injectable } from '@nestjs/common';
import { Clock, days, hours, later, minutes, type Id } from '#kernel';
import { UnitOfWork } from '#platform';
import { PersonStore } from './person.store.js';
import type { Staff } from './roles.js';
import { newToken, tokenHash } from './secrets.js';
import { StaffSessionStore } from './session.store.js';

const IDLE_MS = minutes(30);
const LONGEST_MS = hours(8);
/** Writing "seen" at most once a minute keeps reading pages cheap; a session may end that much early. */
const TOUCH_MS = minutes(1);

/** Sessions of staff: opaque tokens, ended by 30 idle minutes, by 8 hours, by signing out or by suspension. */
@Injectable()
export class StaffSessions {
  constructor(
    private readonly store: StaffSessionStore,
    private readonly people: PersonStore,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** A new session's token; it is shown to the browser only and cannot be read back. */
  async start(personId: Id<'person'>): Promise<string> {
    const token = newToken();
    const now = this.clock.now();
    await this.unitOfWork.run(() =>
      this.store.add({
        tokenHash: tokenHash(token),
        holder: personId,
        formToken: newToken(),
        startedAt: now,
        expiresAt: later(now, LONGEST_MS),
      }),
    );
    return token;
  }

  /** The person with today's roles, and the token every form must carry; null when the session is over. */
  async find(token: string): Promise<{ person: Staff; formToken: string } | null> {
    const now = this.clock.now();
    const key = tokenHash(token);
    const session = await this.store.find(key, now, later(now, -IDLE_MS));
    if (!session) return null;
    const person = await this.people.findActive(session.holder);
    if (!person) return null;
    if (session.seenAt < later(now, -TOUCH_MS)) {
      await this.unitOfWork.run(() => this.store.touch(key, now));
    }
    return { person, formToken: session.formToken };
  }

  async end(token: string): Promise<void> {
    await this.unitOfWork.run(() => this.store.end(tokenHash(token), this.clock.now()));
  }

  /** Signs the person out everywhere, in the running unit of work if there is one. */
  async endAll(personId: Id<'person'>): Promise<void> {
    await this.unitOfWork.run(() => this.store.endAll(personId, this.clock.now()));
  }

  /** Removes sessions that ended more than 30 days ago; a job's work. */
  async forgetOld(): Promise<void> {
    await this.unitOfWork.run(() => this.store.forget(later(this.clock.now(), -days(30))));
  }
}
