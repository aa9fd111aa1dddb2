import { days } from '#kernel';
import { missingContacts, missingScreens, usesTelephone, type DraftAnswers } from './answers.js';
import { contactPoints } from './contact-points.js';

const COMPLETE: DraftAnswers = {
  filledBy: 'self',
  needs: ['food'],
  amount: '100',
  name: 'Marigold',
  channels: [],
  rail: null,
};

describe('what a draft still needs', () => {
  it('is six answers on the shortest way, no more', () => {
    expect(missingScreens({})).toEqual([3, 4, 5, 6, 7, 10]);
    expect(missingScreens(COMPLETE)).toEqual([]);
  });

  it('is the address of every way she chose', () => {
    const draft: DraftAnswers = {
      ...COMPLETE,
      channels: ['sms', 'email'],
      contacts: { sms: { typed: '202 555 0142', value: '+12025550142' } },
    };
    expect(missingContacts(draft)).toEqual(['email']);
    expect(missingScreens(draft)).toEqual([7]);
    expect(usesTelephone(draft)).toBe(true);
    expect(usesTelephone(COMPLETE)).toBe(false);
  });
});

describe('the ways of contact she allowed', () => {
  const now = new Date('2026-11-23T12:00:00Z');
  const draft: DraftAnswers = {
    ...COMPLETE,
    channels: ['sms', 'call', 'email'],
    contacts: {
      sms: { typed: '202 555 0142', value: '+12025550142' },
      call: { typed: '202 555 0142', value: '+12025550142' },
      email: { typed: 'm@example.org', value: 'm@example.org' },
    },
  };

  it('are none when she chose none', () => {
    expect(contactPoints(COMPLETE, now)).toEqual([]);
  });

  it('are the safest where she answered nothing: no hour for calls and texts, no voicemail, thirty days', () => {
    const points = contactPoints(draft, now);
    for (const { channel, windows, voicemail, sharedDevice, expiresAt, contentLevel } of points) {
      expect(windows.length === 0).toBe(channel !== 'email');
      expect({ voicemail, sharedDevice, contentLevel }).toEqual({
        voicemail: false,
        sharedDevice: true,
        contentLevel: 1,
      });
      expect(expiresAt.getTime() - now.getTime()).toBe(days(30));
    }
  });

  it('keep voicemail to calls and her days to what rings', () => {
    const safety = {
      windows: ['weekday_morning'],
      voicemail: true,
      sharedDevice: false,
      days: 14,
    } as const;
    const [sms, call, email] = contactPoints({ ...draft, safety }, now);
    expect(sms).toMatchObject({ windows: ['weekday_morning'], voicemail: false });
    expect(call).toMatchObject({ voicemail: true, expiresAt: new Date('2026-12-07T12:00:00Z') });
    expect(email).toMatchObject({ voicemail: false, expiresAt: new Date('2026-12-23T12:00:00Z') });
  });
});
