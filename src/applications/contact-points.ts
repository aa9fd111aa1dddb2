import { days, later } from '#kernel';
import { WINDOWS, type Channel, type ContactPoint } from '#privacy';
import type { ContactSafety, DraftAnswers } from './answers.js';

/** What nobody answered is the safest answer: no voicemail, a device others look at, thirty days. */
export const SAFEST: ContactSafety = {
  windows: [],
  voicemail: false,
  sharedDevice: true,
  days: 30,
};

/** 1: a message may say that there is an update, and nothing else. */
const CONTENT_LEVEL = 1;

/**
 * The ways of contact she chose. Calls and texts happen in the hours she ticked and in no others; mail and
 * letters wait to be read, so any waking hour will do.
 */
export function contactPoints(answers: DraftAnswers, now: Date): ContactPoint[] {
  const safety = answers.safety ?? SAFEST;
  return (answers.channels ?? []).map((channel) => ({
    channel,
    value: answers.contacts?.[channel]?.value ?? null,
    contentLevel: CONTENT_LEVEL,
    windows: rings(channel) ? [...safety.windows] : [...WINDOWS],
    voicemail: channel === 'call' && safety.voicemail,
    sharedDevice: safety.sharedDevice,
    expiresAt: later(now, days(rings(channel) ? safety.days : SAFEST.days)),
  }));
}

const rings = (channel: Channel): boolean => channel === 'sms' || channel === 'call';
