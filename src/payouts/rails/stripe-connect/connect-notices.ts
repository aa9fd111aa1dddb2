import type Stripe from 'stripe';
import type { VerifiedNotice } from '../rail.js';
import { signedEvent, type NoticeCheck } from '../stripe-api/stripe-notices.js';
import { REFERENCE } from '../stripe-api/stripe-results.js';

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
  const event = signedEvent(
    (...given) => stripe.webhooks.constructEvent(...given),
    raw,
    signature,
    check,
  );
  return { eventId: event.id, type: event.type, relatedObject: relatedTo(event) };
}

function relatedTo({ type, data }: Stripe.Event): string | null {
  const { id, metadata } = data.object as { id?: unknown; metadata?: Record<string, unknown> };
  const named = type.startsWith('payout.') ? metadata?.[REFERENCE] : id;
  return typeof named === 'string' ? named : null;
}
