import { Money, newId } from '#kernel';
import { awaitsApproval, mayShow, stageOf, type ClaimLink } from './claim-link.js';
import { payoutGraph } from '../payout.states.js';

const NOW = new Date('2026-11-02T12:00:00Z');
const hoursAgo = (count: number): Date => new Date(NOW.getTime() - count * 3_600_000);

const link = (change: Partial<ClaimLink> = {}): ClaimLink => ({
  payoutId: newId('payout'),
  applicantId: newId('applicant'),
  rail: 'tremendous',
  state: 'in_transit',
  amount: Money.of(100n, 'USD'),
  fund: 'GEN',
  providerRef: 'O1',
  usableUntil: null,
  since: null,
  showings: [],
  heldSince: null,
  ...change,
});

describe('a claim link', () => {
  it('can be seen only while the money waits at the provider', () => {
    const seen = payoutGraph.states.filter((state) =>
      ['ready', 'shown'].includes(stageOf(link({ state }))),
    );
    expect(seen).toEqual(['in_transit']);
  });

  it('is ready until she saw it', () => {
    expect(stageOf(link())).toBe('ready');
    expect(stageOf(link({ showings: [hoursAgo(90)] }))).toBe('shown');
  });

  it('is not there yet while it waits for approval, and held after its use it has been seen', () => {
    const held = { heldSince: hoursAgo(1) };
    expect(stageOf(link(held))).toBe('not_yet');
    expect(stageOf(link({ ...held, showings: [hoursAgo(2)] }))).toBe('shown');
    expect(awaitsApproval({ ...held, looks: 0 })).toBe(true);
    expect(awaitsApproval({ ...held, looks: 1 })).toBe(false);
    expect(awaitsApproval({ heldSince: null, looks: 0 })).toBe(false);
  });

  it.each([
    ['not_yet', 'awaiting_approval approved released sending outcome_unknown'],
    ['used', 'paid settled'],
    ['ended', 'returned failed cancelled expired undeliverable misdirected'],
  ])('is %s for her while its payout is one of %s', (stage, states) => {
    const found = payoutGraph.states.filter((state) => stageOf(link({ state })) === stage);
    expect(found.sort()).toEqual(states.split(' ').sort());
  });

  it('is shown three times a day at most', () => {
    expect(mayShow(link({ showings: [1, 2].map(hoursAgo) }), NOW)).toBe(true);
    expect(mayShow(link({ showings: [1, 2, 23].map(hoursAgo) }), NOW)).toBe(false);
    expect(mayShow(link({ showings: [1, 2, 24].map(hoursAgo) }), NOW)).toBe(true);
  });
});
