import type Stripe from 'stripe';
import { DomainError } from '#kernel';
import type { VerifiedNotice } from '../rail.js';

/** Signatures older or younger than this are refused: a recorded notice cannot be replayed later. */
const TOLERANCE_SECONDS = 300;

/** What a notice is checked against. */
export interface NoticeCheck {
  /** One secret, or two during a rotation. */
  readonly secrets: readonly string[];
  readonly now: Date;
  readonly isLive: boolean;
}

/** A signed event, of either API. */
interface SignedEvent {
  readonly livemode: boolean;
}

/** Reads an event under one secret, by the library's rules; throws when the signature does not fit. */
type Reader<Event> = (
  ...given: [
    raw: Buffer,
    signature: string,
    secret: string,
    tolerance: number,
    provider: undefined,
    nowMs: number,
  ]
) => Event;

/** Verifies the signature over the raw bytes under each secret, and that test and live do not mix. Throws `NOTICE_REFUSED` (invalid). */
export function signedEvent<Event extends SignedEvent>(
  read: Reader<Event>,
  raw: Uint8Array,
  signature: string | undefined,
  check: NoticeCheck,
): Event {
  const nowMs = check.now.getTime();
  // The library refuses old signatures but accepts ones from the future.
  const isFuture = secondsOf(signature) - Math.trunc(nowMs / 1_000) > TOLERANCE_SECONDS;
  if (signature === undefined || isFuture) throw refused();
  for (const secret of check.secrets) {
    const event = attempt(() =>
      read(Buffer.from(raw), signature, secret, TOLERANCE_SECONDS, undefined, nowMs),
    );
    if (!event) continue;
    if (event.livemode !== check.isLive) throw refused();
    return event;
  }
  throw refused();
}

/** Verifies a thin event of API v2 and reads what it points to. Throws `NOTICE_REFUSED` (invalid). */
export function verifiedNotice(
  stripe: Stripe,
  raw: Uint8Array,
  signature: string | undefined,
  check: NoticeCheck,
): VerifiedNotice {
  const notice = signedEvent(
    (...given) => stripe.parseEventNotification(...given),
    raw,
    signature,
    check,
  );
  return { eventId: notice.id, type: notice.type, relatedObject: relatedId(notice) };
}

function attempt<Event>(read: () => Event): Event | null {
  try {
    return read();
  } catch {
    return null;
  }
}

function relatedId(notice: Stripe.V2.Core.EventNotification): string | null {
  const related = 'related_object' in notice ? notice.related_object : null;
  return related && 'id' in related && typeof related.id === 'string' ? related.id : null;
}

/** The second a signature says it was made in; 0 when it says none. */
function secondsOf(signature: string | undefined): number {
  const match = /(?:^|,)t=([0-9]{1,12})(?:,|$)/.exec(signature ?? '');
  return match?.[1] === undefined ? 0 : Number(match[1]);
}

function refused(): DomainError {
  return new DomainError('invalid', 'NOTICE_REFUSED', 'The signature does not fit the notice.');
}
