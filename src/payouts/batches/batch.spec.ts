import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { Money, newId } from '#kernel';
import type { Payout } from '../payout.js';
import { payoutGraph, type PayoutState } from '../payout.states.js';
import {
  applyToBatch,
  batchFactsFor,
  controlFigures,
  digestOfItems,
  MOST_ITEMS,
  releaseFacts,
  releasesFor,
  type Batch,
} from './batch.js';
import { batchGraph } from './batch.states.js';

const usd = (minor: number): Money => Money.of(BigInt(minor), 'USD');

/** What a batch looks at of a payout. */
const aPayout = (change: Partial<Payout> = {}): Payout =>
  ({
    id: newId('payout'),
    rail: 'stripe-outbound',
    amount: usd(45_000),
    approvalDigest: new Uint8Array(32),
    ...change,
  }) as Payout;

const aBatch = (change: Partial<Batch> = {}): Batch =>
  ({ id: newId('batch'), state: 'in_approval', releasesNeeded: 1, ...change }) as Batch;

const hex = (digest: Uint8Array): string => Buffer.from(digest).toString('hex');

describe('A batch', () => {
  it('follows its payouts from the first one sent to the last one settled', () => {
    expect(batchFactsFor('released', ['released'])).toEqual([]);
    expect(batchFactsFor('released', ['released', 'sending'])).toEqual(['BatchStarted']);
    expect(batchFactsFor('processing', ['paid', 'in_transit'])).toEqual([]);
    expect(batchFactsFor('processing', ['paid', 'settled'])).toEqual(['BatchCompleted']);
    expect(batchFactsFor('completed', ['settled'])).toEqual(['BatchClosed']);
  });

  it('says when not everything was paid', () => {
    expect(batchFactsFor('processing', ['paid', 'failed'])).toEqual([
      'BatchCompletedWithExceptions',
    ]);
  });

  it.each(['approved', 'released', 'sending', 'outcome_unknown', 'in_transit'] as const)(
    'is not over while one of its payouts is %s',
    (state) => {
      expect(batchFactsFor('processing', ['paid', state])).toEqual([]);
    },
  );

  it('does nothing before its release and when it is over', () => {
    for (const state of [
      'open',
      'locked',
      'in_approval',
      'approved',
      'closed',
      'cancelled',
    ] as const)
      for (const payout of payoutGraph.states) expect(batchFactsFor(state, [payout])).toEqual([]);
  });

  it.each<[PayoutState, string]>([
    ['approved', 'BatchStarted'],
    ['sending', 'BatchStarted'],
    ['outcome_unknown', 'BatchStarted'],
    ['in_transit', 'BatchStarted'],
    ['paid', 'BatchStarted BatchCompleted'],
    ['settled', 'BatchStarted BatchCompleted BatchClosed'],
    ['returned', 'BatchStarted BatchCompletedWithExceptions BatchClosed'],
    ['failed', 'BatchStarted BatchCompletedWithExceptions BatchClosed'],
    ['cancelled', 'BatchStarted BatchCompletedWithExceptions BatchClosed'],
    ['expired', 'BatchStarted BatchCompletedWithExceptions BatchClosed'],
    ['undeliverable', 'BatchStarted BatchCompletedWithExceptions BatchClosed'],
  ])('goes on at once from a payout that is %s: %s', (state, facts) => {
    expect(batchFactsFor('released', [state]).join(' ')).toBe(facts);
  });

  it.each(['completed', 'completed_with_exceptions'] as const)(
    'that is %s closes when nothing can come back by itself any more',
    (state) => {
      expect(batchFactsFor(state, ['settled', 'paid'])).toEqual([]);
      expect(batchFactsFor(state, ['settled', 'in_transit'])).toEqual([]);
      expect(batchFactsFor(state, ['settled', 'returned'])).toEqual(['BatchClosed']);
    },
  );

  it('follows only what can happen to it, and says the same once', () => {
    const payouts = fc.array(fc.constantFrom(...payoutGraph.states), {
      minLength: 1,
      maxLength: 5,
    });
    fc.assert(
      fc.property(fc.constantFrom(...batchGraph.states), payouts, (state, states) => {
        const after = applyToBatch(aBatch({ state }), ...batchFactsFor(state, states));
        expect(batchFactsFor(after.state, states)).toEqual([]);
      }),
    );
  });
});

describe('The control figures of a batch', () => {
  it('are its count, its sum to the cent, and a digest', () => {
    const payouts = [aPayout(), aPayout({ amount: usd(1) })];
    expect(controlFigures(payouts)).toEqual({
      count: 2,
      total: usd(45_001),
      digest: digestOfItems(payouts),
    });
  });

  it.each<[string, () => Payout[]]>([
    ['BATCH_EMPTY', () => []],
    ['BATCH_TOO_LARGE', () => Array.from({ length: MOST_ITEMS + 1 }, () => aPayout())],
    ['BATCH_MIXED', () => [aPayout(), aPayout({ rail: 'manual' })]],
    ['BATCH_MIXED', () => [aPayout(), aPayout({ amount: Money.of(1n, 'MXN') }), aPayout()]],
  ])('do not exist, and the reason is %s', (code, payouts) => {
    const refusal = expect.objectContaining({ kind: 'invalid', code }) as Error;
    expect(() => controlFigures(payouts())).toThrow(refusal);
  });

  it('exist for as many payouts as one person can look through', () => {
    const most = Array.from({ length: MOST_ITEMS }, () => aPayout({ amount: usd(1) }));
    expect(controlFigures(most)).toMatchObject({ count: 500, total: usd(500) });
    const tooMany = [...most, aPayout()];
    expect(() => controlFigures(tooMany)).toThrow(/500 payouts at most/);
  });
});

describe('The digest that a release binds to', () => {
  const one = aPayout({ id: 'pay_1' });
  const two = aPayout({ id: 'pay_2' });

  it('is the same in every order', () => {
    expect(hex(digestOfItems([two, one]))).toBe(hex(digestOfItems([one, two])));
  });

  it('is another one for any change of any payout', () => {
    const changes: Partial<Payout>[] = [
      { id: newId('payout') },
      { amount: usd(45_001) },
      { amount: Money.of(45_000n, 'MXN') },
      { rail: 'manual' },
      { approvalDigest: new Uint8Array(32).fill(1) },
    ];
    const digests = [{}, ...changes].map((change) =>
      hex(digestOfItems([one, { ...two, ...change }])),
    );
    expect(new Set([...digests, hex(digestOfItems([one]))]).size).toBe(changes.length + 2);
  });

  it('can be made again by hand', () => {
    const item = {
      currency: 'USD',
      id: 'pay_1',
      minor: '45000',
      rail: 'stripe-outbound',
      terms: '00'.repeat(32),
    };
    expect(hex(digestOfItems([one]))).toBe(
      createHash('sha256')
        .update(JSON.stringify([item]))
        .digest('hex'),
    );
  });
});

describe('Letting a batch go', () => {
  it('takes one person up to a limit, two above it or without one', () => {
    expect(releasesFor(usd(500), usd(500))).toBe(1);
    expect(releasesFor(usd(501), usd(500))).toBe(2);
    expect(releasesFor(usd(1), null)).toBe(2);
  });

  it.each([
    ['in_approval', 1, 0, 'BatchApproved BatchReleased'],
    ['in_approval', 2, 0, 'BatchApproved'],
    ['approved', 2, 0, ''],
    ['approved', 2, 1, 'BatchReleased'],
  ] as const)(
    'that is %s and needs %i after %i others: %s',
    (state, releasesNeeded, given, facts) => {
      expect(releaseFacts(aBatch({ state, releasesNeeded }), given).join(' ')).toBe(facts);
    },
  );

  it('goes from state to state and keeps everything else', () => {
    const batch = aBatch();
    expect(applyToBatch(batch, 'BatchApproved', 'BatchReleased')).toEqual({
      ...batch,
      state: 'released',
    });
    expect(() => applyToBatch(batch, 'BatchReleased')).toThrow(/cannot happen/);
  });
});
