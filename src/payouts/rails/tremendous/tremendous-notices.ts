import { createHmac, timingSafeEqual } from 'node:crypto';
import { noticeRefused } from '../notice-refusals.js';
import type { VerifiedNotice } from '../rail.js';
import { member, textOf } from './tremendous-json.js';

const LONGEST_NAME = 200;

/**
 * Verifies `sha256=` and the HMAC over the raw bytes, and reads what the notice points to. The signature holds no time,
 * so a recorded notice fits for ever: its uuid is the event's id, and the inbox takes each id once. Throws a
 * refusal (invalid).
 */
export function verifiedNotice(
  raw: Uint8Array,
  signature: string | undefined,
  secrets: readonly string[],
): VerifiedNotice {
  const [, hex = ''] = /^sha256=([0-9a-f]{64})$/.exec(signature ?? '') ?? [];
  const given = Buffer.from(hex, 'hex');
  const fits = secrets.some((secret) => {
    const expected = createHmac('sha256', secret).update(raw).digest();
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
  if (!fits) throw noticeRefused('NOTICE_REFUSED');
  const body = jsonIn(raw);
  const eventId = textOf(member(body, 'uuid'));
  const type = textOf(member(body, 'event'));
  if (!isName(eventId) || !isName(type)) throw noticeRefused('NOTICE_UNREADABLE');
  return { eventId, type, relatedObject: textOf(member(body, 'payload', 'resource', 'id')) };
}

function jsonIn(raw: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(raw).toString('utf8'));
  } catch {
    throw noticeRefused('NOTICE_UNREADABLE');
  }
}

const isName = (value: string | null): value is string =>
  value !== null && value !== '' && value.length <= LONGEST_NAME;
