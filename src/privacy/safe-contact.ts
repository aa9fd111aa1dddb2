/** The ways to reach a person. Only text messages and mail can be sent by a machine. */
export const CHANNELS = ['sms', 'call', 'email', 'advocate', 'letter'] as const;
export type Channel = (typeof CHANNELS)[number];

/** Channels whose value is a telephone number. */
export type TelephoneChannel = Extract<Channel, 'sms' | 'call'>;

/** Whether the value of this channel is a telephone number. */
export function isTelephone(channel: Channel): channel is TelephoneChannel {
  return channel === 'sms' || channel === 'call';
}

/** What may be said: 0 nothing, 1 "an update on your form", 2 detail. */
export type ContentLevel = 0 | 1 | 2;

/** One safe time each: mornings 8-12, afternoons 12-17, evenings 17-21 in the programme's time zone. */
export const WINDOWS = [
  'weekday_morning',
  'weekday_afternoon',
  'weekday_evening',
  'weekend_morning',
  'weekend_afternoon',
  'weekend_evening',
] as const;
export type ContactWindow = (typeof WINDOWS)[number];

/** One way to reach a person, exactly as far as she allowed it. */
export interface ContactPoint {
  readonly channel: Channel;
  /** A telephone number in E.164, an e-mail address, an advocate's id; null where none is kept. */
  readonly value: string | null;
  readonly contentLevel: ContentLevel;
  /** Safe times. None means never for text messages and calls, and any time for what waits to be opened. */
  readonly windows: readonly string[];
  readonly voicemail: boolean;
  readonly sharedDevice: boolean;
  readonly expiresAt: Date;
}

/** Why nobody may be contacted; `retryAt` is the next safe moment when waiting would help. */
export interface ContactRefused {
  readonly allowed: false;
  readonly reason: 'no_channel' | 'expired' | 'outside_window' | 'level_too_low';
  readonly retryAt?: Date;
}
export interface ContactAllowed {
  readonly allowed: true;
  readonly channel: Channel;
  readonly value: string;
}
export type ContactDecision = ContactAllowed | ContactRefused;

const QUARTER_MS = 15 * 60_000;
/** A week and a day of quarters of an hour: every window opens in it, whatever the clocks do. */
const QUARTERS_AHEAD = 8 * 24 * 4;

/**
 * Whether she may be contacted now with this much detail, and how. No point, no contact: the answer is no
 * unless everything she said allows it. The first channel that does wins, in the order of CHANNELS.
 */
export function decideContact(
  points: readonly ContactPoint[],
  level: ContentLevel,
  now: Date,
  timeZone: string,
): ContactDecision {
  const ordered = [...points].sort(
    (one, other) => CHANNELS.indexOf(one.channel) - CHANNELS.indexOf(other.channel),
  );
  const decisions = ordered.map((point) => decidePoint(point, level, now, timeZone));
  return decisions.find((decision) => decision.allowed) ?? mostHopeful(decisions);
}

/** The window an instant falls into on the clocks of `timeZone`; null at night. */
export function windowAt(instant: Date, timeZone: string): ContactWindow | null {
  const parts = formatter(timeZone).formatToParts(instant);
  const hour = Number(parts.find(({ type }) => type === 'hour')?.value);
  const day = parts.find(({ type }) => type === 'weekday')?.value;
  const week = day === 'Sat' || day === 'Sun' ? 'weekend' : 'weekday';
  const part = DAY_PARTS.find(({ from, to }) => hour >= from && hour < to);
  return part ? `${week}_${part.name}` : null;
}

const DAY_PARTS = [
  { name: 'morning', from: 8, to: 12 },
  { name: 'afternoon', from: 12, to: 17 },
  { name: 'evening', from: 17, to: 21 },
] as const;

function decidePoint(
  point: ContactPoint,
  level: ContentLevel,
  now: Date,
  timeZone: string,
): ContactDecision {
  if (point.value === null || point.contentLevel === 0) return no('no_channel');
  if (point.expiresAt <= now) return no('expired');
  // Somebody else may read a shared device: whatever she allowed, detail stays off it.
  const most = point.sharedDevice ? 1 : point.contentLevel;
  if (level > most) return no('level_too_low');
  if (isSafeNow(point, now, timeZone)) {
    return { allowed: true, channel: point.channel, value: point.value };
  }
  const retryAt = nextSafe(point, now, timeZone);
  return retryAt === null ? no('outside_window') : { ...no('outside_window'), retryAt };
}

/** A text message or call is noticed at once; mail, an advocate or a letter waits until she looks. */
function isSafeNow(point: ContactPoint, now: Date, timeZone: string): boolean {
  const waits = !isTelephone(point.channel);
  if (point.windows.length === 0) return waits;
  const window = windowAt(now, timeZone);
  return window !== null && point.windows.includes(window);
}

/**
 * Walks ahead on the real clock in quarters of an hour (every zone's offset is a multiple), so that a day
 * of 23 or 25 hours needs no rule of its own.
 */
function nextSafe(point: ContactPoint, now: Date, timeZone: string): Date | null {
  if (point.windows.length === 0) return null;
  const first = now.getTime() - (now.getTime() % QUARTER_MS) + QUARTER_MS;
  for (let step = 0; step < QUARTERS_AHEAD; step += 1) {
    const moment = new Date(first + step * QUARTER_MS);
    if (moment >= point.expiresAt) return null;
    if (isSafeNow(point, moment, timeZone)) return moment;
  }
  return null;
}

function no(reason: ContactRefused['reason']): ContactRefused {
  return { allowed: false, reason };
}

/** Of several refusals the one that waiting cures soonest, then the one she can change herself. */
function mostHopeful(decisions: readonly ContactDecision[]): ContactRefused {
  const refusals = decisions.filter((decision) => !decision.allowed);
  const soonest = refusals
    .filter((refusal) => refusal.retryAt !== undefined)
    .sort((one, other) => (one.retryAt?.getTime() ?? 0) - (other.retryAt?.getTime() ?? 0))[0];
  const order = ['outside_window', 'expired', 'level_too_low'] as const;
  const next = order
    .map((reason) => refusals.find((refusal) => refusal.reason === reason))
    .find((refusal) => refusal !== undefined);
  return soonest ?? next ?? no('no_channel');
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone,
    weekday: 'short',
    hour: 'numeric',
    hourCycle: 'h23',
  });
  formatters.set(timeZone, made);
  return made;
}
