import type Stripe from 'stripe';
import { DomainError } from '#kernel';
import type { VerifiedNotice } from '../rail.js';
import { REFERENCE } from '../stripe-outbound/stripe-answers.js';
import {
  TOLERANCE_SECONDS,
  secondsOf,
  type NoticeCheck,
} from '../stripe-outbound/stripe-notices.js';

/**
 * Verifies a snapshot event of API v1 over its raw bytes and reads what it points to: of a payout our own reference,
 * because its account is not ours; of anything else its id. What it says besides is not believed. Throws
 * `NOTICE_REFUSED` (invalid), for thin events of v2 too.
 */
export function verifiedSnapshot(
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
    const event = parse(stripe, raw, signature, { secret, nowMs });
    if (!event) continue;
    if (event.livemode !== check.isLive) throw refused();
    return { eventId: event.id, type: event.type, relatedObject: relatedTo(event) };
  }
  throw refused();
}

function parse(
  stripe: Stripe,
  raw: Uint8Array,
  signature: string,
  { secret, nowMs }: { secret: string; nowMs: number },
): Stripe.Event | null {
  try {
    return stripe.webhooks.constructEvent(
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

function relatedTo({ type, data }: Stripe.Event): string | null {
  const { id, metadata } = data.object as { id?: unknown; metadata?: Record<string, unknown> };
  const named = type.startsWith('payout.') ? metadata?.[REFERENCE] : id;
  return typeof named === 'string' ? named : null;
}

function refused(): DomainError {
  return new DomainError('invalid', 'NOTICE_REFUSED', 'The signature does not fit the notice.');
}
