import { batchFactsFor } from './batch.js';

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

  it('is not over while an outcome is unknown', () => {
    expect(batchFactsFor('processing', ['paid', 'outcome_unknown'])).toEqual([]);
  });

  it('does nothing before its release', () => {
    expect(batchFactsFor('in_approval', ['approved'])).toEqual([]);
  });
});
