import { days, later, newId } from '#kernel';
import { afterStep, isAnswerable, nextStep, type FollowUp } from './follow-up.js';
import type { FollowUpState } from './follow-up.states.js';

const PAID = new Date('2026-11-23T10:00:00Z');

const followUp = (changed: Partial<FollowUp> = {}): FollowUp => ({
  id: newId('followUp'),
  applicantId: newId('applicant'),
  awardId: newId('award'),
  payoutId: newId('payout'),
  state: 'scheduled',
  dueOn: '2026-11-25',
  reminders: 0,
  answer: null,
  createdAt: PAID,
  answeredAt: null,
  ...changed,
});

/** The states of a question nobody answers, day by day, with the messages that went out. */
function unanswered(isSafe: boolean): {
  states: FollowUpState[];
  messages: number;
  lastDay: string;
} {
  let current = followUp();
  let messages = 0;
  const states: FollowUpState[] = [];
  let day = PAID;
  while (current.state !== 'expired') {
    day = later(day, days(1));
    const today = day.toISOString().slice(0, 10);
    if (current.dueOn > today) continue;
    const step = nextStep(current, day, isSafe);
    if (step === null) throw new Error(`nothing to do in ${current.state} on ${today}`);
    current = afterStep(current, step, day);
    messages += step.writes ? 1 : 0;
    states.push(current.state);
  }
  return { states, messages, lastDay: day.toISOString().slice(0, 10) };
}

describe('a follow-up that nobody answers', () => {
  it('is asked once, reminded twice, given up and gone after thirty days', () => {
    expect(unanswered(true)).toEqual({
      states: ['sent', 'sent', 'sent', 'no_response', 'expired'],
      messages: 3,
      lastDay: '2026-12-23',
    });
  });

  it('is never written about when no contact is safe, and waits on the status page until it expires', () => {
    expect(unanswered(false)).toEqual({
      states: ['suppressed_unsafe', 'expired'],
      messages: 0,
      lastDay: '2026-12-23',
    });
  });

  it('stops writing when contact stops being safe between two reminders', () => {
    const sent = followUp({ state: 'sent', reminders: 1 });
    expect(nextStep(sent, later(PAID, days(9)), false)).toEqual({
      fact: 'FollowUpSuppressed',
      writes: false,
    });
  });
});

describe('answering', () => {
  it('is possible from the day of asking until the end', () => {
    const answerable: FollowUpState[] = ['sent', 'suppressed_unsafe', 'no_response'];
    const shut: FollowUpState[] = ['scheduled', 'responded', 'opted_out', 'expired'];
    expect(answerable.every((state) => isAnswerable(followUp({ state })))).toBe(true);
    expect(shut.some((state) => isAnswerable(followUp({ state })))).toBe(false);
  });
});
