import fc from 'fast-check';
import {
  CHANNELS,
  WINDOWS,
  decideContact,
  windowAt,
  type ContactPoint,
  type ContentLevel,
} from './safe-contact.js';

const NEW_YORK = 'America/New_York';
const ZONES = [NEW_YORK, 'America/Los_Angeles', 'Asia/Kathmandu', 'Europe/London', 'Pacific/Apia'];

/** A telephone that takes texts on weekday mornings until the end of 2026. */
const texts: ContactPoint = {
  channel: 'sms',
  value: '+15550100',
  contentLevel: 1,
  windows: ['weekday_morning'],
  voicemail: false,
  sharedDevice: false,
  expiresAt: new Date('2026-12-31T00:00:00Z'),
};
const mail: ContactPoint = { ...texts, channel: 'email', value: 'a@forms.invalid', windows: [] };

const TUESDAY_9_AM = new Date('2026-06-02T13:00:00Z');
const TUESDAY_9_PM = new Date('2026-06-03T01:00:00Z');

describe('whether somebody may be contacted', () => {
  it.each([
    ['nothing was said', [], TUESDAY_9_AM, 1, { reason: 'no_channel' }],
    ['it is a safe time', [texts], TUESDAY_9_AM, 1, { channel: 'sms' }],
    ['it is night', [texts], TUESDAY_9_PM, 1, { reason: 'outside_window' }],
    [
      'no safe time was named',
      [{ ...texts, windows: [] }],
      TUESDAY_9_AM,
      1,
      { reason: 'outside_window' },
    ],
    ['mail waits by itself', [mail], TUESDAY_9_PM, 1, { channel: 'email' }],
    [
      'the permission ended this minute',
      [{ ...texts, expiresAt: TUESDAY_9_AM }],
      TUESDAY_9_AM,
      1,
      { reason: 'expired' },
    ],
    [
      'no content was allowed',
      [{ ...texts, contentLevel: 0 }],
      TUESDAY_9_AM,
      1,
      { reason: 'no_channel' },
    ],
    ['no value is kept', [{ ...texts, value: null }], TUESDAY_9_AM, 1, { reason: 'no_channel' }],
    ['detail was not allowed', [texts], TUESDAY_9_AM, 2, { reason: 'level_too_low' }],
    ['detail was allowed', [{ ...texts, contentLevel: 2 }], TUESDAY_9_AM, 2, { channel: 'sms' }],
    [
      'the device is shared',
      [{ ...texts, contentLevel: 2, sharedDevice: true }],
      TUESDAY_9_AM,
      2,
      { reason: 'level_too_low' },
    ],
    ['one of two is safe', [texts, mail], TUESDAY_9_PM, 1, { channel: 'email' }],
    ['both are safe, text first', [mail, texts], TUESDAY_9_AM, 1, { channel: 'sms' }],
    [
      'a name of a time is unknown',
      [{ ...texts, windows: ['always'] }],
      TUESDAY_9_AM,
      1,
      { reason: 'outside_window' },
    ],
  ] as [string, ContactPoint[], Date, ContentLevel, object][])(
    'decides when %s',
    (...[, points, now, level, expected]) => {
      expect(decideContact(points, level, now, NEW_YORK)).toMatchObject(expected);
    },
  );

  it('names the next safe moment, on the clock of the people and not of the machine', () => {
    expect(decideContact([texts], 1, TUESDAY_9_PM, NEW_YORK)).toMatchObject({
      retryAt: new Date('2026-06-03T12:00:00Z'),
    });
  });

  it('waits over the night the clocks go forward', () => {
    const sunday: ContactPoint = { ...texts, windows: ['weekend_morning'] };
    expect(decideContact([sunday], 1, new Date('2026-03-08T06:30:00Z'), NEW_YORK)).toMatchObject({
      retryAt: new Date('2026-03-08T12:00:00Z'),
    });
  });

  it('waits over the night the clocks go back', () => {
    const sunday: ContactPoint = { ...texts, windows: ['weekend_morning'] };
    expect(decideContact([sunday], 1, new Date('2026-11-01T05:30:00Z'), NEW_YORK)).toMatchObject({
      retryAt: new Date('2026-11-01T13:00:00Z'),
    });
  });

  it('does not wait for a moment after the permission ends', () => {
    const ending: ContactPoint = { ...texts, expiresAt: new Date('2026-06-03T11:59:00Z') };
    const decision = decideContact([ending], 1, TUESDAY_9_PM, NEW_YORK);
    expect(decision).toEqual({ allowed: false, reason: 'outside_window' });
  });

  it('never reaches anybody outside consent, window or expiry, nor promises to', () => {
    let allowed = 0;
    let waiting = 0;
    fc.assert(
      fc.property(histories(), ({ all, wanted, now, zone }) => {
        const decision = decideContact(all, wanted, now, zone);
        if (decision.allowed) {
          allowed += 1;
          expect(all.some((point) => isPermitted(point, { ...decision, wanted, now, zone }))).toBe(
            true,
          );
        } else if (decision.retryAt) {
          waiting += 1;
          const later = decision.retryAt;
          expect(later > now).toBe(true);
          expect(decideContact(all, wanted, later, zone).allowed).toBe(true);
        }
      }),
      { numRuns: 10_000 },
    );
    // The property means nothing when every history ends in no.
    expect(allowed).toBeGreaterThan(500);
    expect(waiting).toBeGreaterThan(500);
  }, 60_000);
});

interface Sending {
  readonly channel: string;
  readonly value: string;
  readonly wanted: ContentLevel;
  readonly now: Date;
  readonly zone: string;
}

/** The rules once more, in the plainest words, written apart from the code they judge. */
function isPermitted(point: ContactPoint, sending: Sending): boolean {
  const rules = [
    point.channel === sending.channel,
    point.value === sending.value,
    point.contentLevel >= Math.max(sending.wanted, 1),
    sending.wanted < 2 || !point.sharedDevice,
    point.expiresAt.getTime() > sending.now.getTime(),
    point.windows.length === 0
      ? !['sms', 'call'].includes(point.channel)
      : point.windows.includes(windowByClock(sending.now, sending.zone)),
  ];
  return rules.every(Boolean);
}

function windowByClock(now: Date, zone: string): string {
  const local = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    weekday: 'long',
    hour: '2-digit',
    hour12: false,
  }).format(now);
  const hour = Number(/\d+/.exec(local)?.[0]);
  if (hour < 8 || hour > 20) return 'night';
  const part = hour < 12 ? 'morning' : hour < 17 ? 'afternoon' : 'evening';
  return `${/^(Saturday|Sunday)/.test(local) ? 'weekend' : 'weekday'}_${part}`;
}

const histories = (): fc.Arbitrary<{
  all: ContactPoint[];
  wanted: ContentLevel;
  now: Date;
  zone: string;
}> => fc.record({ all: points(), wanted: level(), now: moment(), zone: fc.constantFrom(...ZONES) });
const moment = (): fc.Arbitrary<Date> =>
  fc.date({
    min: new Date('2026-01-01T00:00:00Z'),
    max: new Date('2026-12-31T23:59:59Z'),
    noInvalidDate: true,
  });
const level = (): fc.Arbitrary<ContentLevel> => fc.constantFrom<ContentLevel>(0, 1, 1, 1, 2);
const points = (): fc.Arbitrary<ContactPoint[]> =>
  fc.uniqueArray(
    fc.record({
      channel: fc.constantFrom(...CHANNELS),
      value: fc.option(fc.constantFrom('+15550100', '+15550101', 'a@forms.invalid'), { freq: 8 }),
      contentLevel: fc.constantFrom<ContentLevel>(0, 1, 1, 2, 2),
      windows: fc.subarray([...WINDOWS]),
      voicemail: fc.boolean(),
      sharedDevice: fc.boolean(),
      expiresAt: moment(),
    }),
    { selector: (point) => point.channel, maxLength: 3 },
  );

describe('the window of an instant', () => {
  it.each([
    ['2026-06-02T11:59:59Z', null],
    ['2026-06-02T12:00:00Z', 'weekday_morning'],
    ['2026-06-02T16:00:00Z', 'weekday_afternoon'],
    ['2026-06-02T21:00:00Z', 'weekday_evening'],
    ['2026-06-03T01:00:00Z', null],
    ['2026-06-06T12:00:00Z', 'weekend_morning'],
    ['2026-06-08T00:59:59Z', 'weekend_evening'],
    ['2026-06-05T03:00:00Z', null],
  ])('%s in New York is %s', (instant, window) => {
    expect(windowAt(new Date(instant), NEW_YORK)).toBe(window);
  });
});
