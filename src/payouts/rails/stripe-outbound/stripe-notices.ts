import type Stripe from 'stripe';
import { DomainError } from '#kernel';
import type { VerifiedNotice } from '../rail.js';

/** Signatures older or younger than this are refused: a recorded notice cannot be replayed later. */
export const TOLERANCE_SECONDS = 300;

/** What a notice is checked against. */
export interface NoticeCheck {
  /** One secret, or two during a rotation. */
  readonly secrets: readonly string[];
  readonly now: Date;
  readonly isLive: boolean;
}

/** Verifies the signature over the raw bytes and reads what the notice points to. Throws `NOTICE_REFUSED` (invalid). */
export function verifiedNotice(
  stripe: Stripe,
  raw: Uint8Array,
  signature: string | undefined,
  check: NoticeCheck,
): VerifiedNotice {
  const nowMs = check.now.getTime();
  // The library refuses old signatures but accepts ones from the future.
  const isFuture = secondsOf(signature) - Math.trunc(nowMs / 1_000) > TOLERANCE_SECONDS;
  if (signature === undefined || isFuture) throw refused();
  for (const secret of check.secrets) {
    const notice = parse(stripe, raw, signature, { secret, nowMs });
    if (!notice) continue;
    if (notice.livemode !== check.isLive) throw refused();
    return { eventId: notice.id, type: notice.type, relatedObject: relatedId(notice) };
  }
  throw refused();
}

function parse(
  stripe: Stripe,
  raw: Uint8Array,
  signature: string,
  { secret, nowMs }: { secret: string; nowMs: number },
): Stripe.V2.Core.EventNotification | null {
  try {
    return stripe.parseEventNotification(
      Buffer.from(raw),
      signature,
      secret,
      TOLERANCE_SECONDS,
      undefined,
      nowMs,
    );
  } catch {
    return null;
  }
}

function relatedId(notice: Stripe.V2.Core.EventNotification): string | null {
  const related = 'related_object' in notice ? notice.related_object : null;
  return related && 'id' in related && typeof related.id === 'string' ? related.id : null;
}

/** The second a signature says it was made in; 0 when it says none. */
export function secondsOf(signature: string | undefined): number {
  const match = /(?:^|,)t=([0-9]{1,12})(?:,|$)/.exec(signature ?? '');
  return match?.[1] === undefined ? 0 : Number(match[1]);
}

function refused(): DomainError {
  return new DomainError('invalid', 'NOTICE_REFUSED', 'The signature does not fit the notice.');
}
