import type Stripe from 'stripe';
import { noticeRefused } from '../notice-refusals.js';
import type { VerifiedNotice } from '../rail.js';
import { relatedTo } from './stripe-related.js';

/** Signatures older or younger than this are refused: a recorded notice cannot be replayed later. */
const TOLERANCE_SECONDS = 300;
const LONGEST_NAME = 200;

/** What a notice is checked against. */
export interface NoticeCheck {
  /** One secret for each endpoint, or two during a rotation. */
  readonly secrets: readonly string[];
  readonly now: Date;
  readonly isLive: boolean;
}

/** An event of either API, as it came: nothing about its form is certain. */
export interface RawEvent {
  readonly id?: unknown;
  readonly object?: unknown;
  readonly type?: unknown;
  readonly livemode?: unknown;
  readonly account?: unknown;
  readonly context?: unknown;
  readonly data?: unknown;
  readonly related_object?: unknown;
}

/**
 * Verifies a notice over its raw bytes under each secret, thin events of API v2 and snapshots of API v1 alike, and that
 * test and live do not mix. Of what it says only its id, its type and what it points to are read. Throws a refusal
 * (invalid).
 */
export function verifiedNotice(
  stripe: Stripe,
  raw: Uint8Array,
  signature: string | undefined,
  check: NoticeCheck,
): VerifiedNotice {
  const payload = Buffer.from(raw).toString('utf8');
  const signedAt = secondIn(signature);
  const isSigned = check.secrets.some((secret) => fits(stripe, payload, signature, secret));
  if (signedAt === null || !isSigned) throw noticeRefused('NOTICE_REFUSED');
  const age = Math.trunc(check.now.getTime() / 1_000) - signedAt;
  if (Math.abs(age) > TOLERANCE_SECONDS) throw noticeRefused('NOTICE_NOT_NOW');
  return noticeFrom(readEvent(payload), check.isLive);
}

/** An event that was verified, or read from the provider's own list. Throws a refusal (invalid). */
export function noticeFrom(event: RawEvent, isLive: boolean): VerifiedNotice {
  const { id, type, livemode, account, context } = event;
  if (!isName(id) || !isName(type) || typeof livemode !== 'boolean') {
    throw noticeRefused('NOTICE_UNREADABLE');
  }
  if (livemode !== isLive) throw noticeRefused('NOTICE_OTHER_MODE');
  return {
    eventId: id,
    type,
    relatedObject: relatedTo(type, event),
    account: typeof account === 'string' ? account : null,
    context: typeof context === 'string' ? accountIn(context) : null,
  };
}

/** API v2 writes the way to an account (`org_1/acct_1`): the account is its end. Null for an empty one. */
const accountIn = (context: string): string | null => context.split('/').at(-1) || null;

/** By the library's own rules; it checks no age here, because it lets signatures from the future pass. */
function fits(
  stripe: Stripe,
  payload: string,
  signature: string | undefined,
  secret: string,
): boolean {
  try {
    return stripe.webhooks.signature?.verifyHeader(payload, signature ?? '', secret, 0) ?? false;
  } catch {
    return false;
  }
}

function readEvent(payload: string): RawEvent {
  try {
    const event: unknown = JSON.parse(payload);
    if (typeof event === 'object' && event !== null) return event;
  } catch {
    // Answered like everything else that is no event.
  }
  throw noticeRefused('NOTICE_UNREADABLE');
}

const isName = (value: unknown): value is string =>
  typeof value === 'string' && value !== '' && value.length <= LONGEST_NAME;

/**
 * The one second that a signature was made in and that it signs. Null without one, and with several: the library would
 * believe the last of them, and a recorded notice would be as young as the others say.
 */
function secondIn(signature: string | undefined): number | null {
  const parts = (signature ?? '').split(',');
  const [date = '', ...more] = parts.filter((part) => part.split('=')[0]?.trim() === 't');
  return more.length === 0 && /^t=[0-9]{1,12}$/.test(date) ? Number(date.slice(2)) : null;
}
