import { isBusy, isSilence, RailUnavailable } from './rail-unavailable.js';

describe('A company that does not answer', () => {
  it('says so in words that promise that nothing was changed', () => {
    expect(new RailUnavailable()).toMatchObject({
      kind: 'unavailable',
      code: 'RAIL_UNAVAILABLE',
      message: 'The payment company does not answer. Nothing was changed.',
    });
  });

  it.each([
    ['silent', new RailUnavailable(), false, true],
    ['busy for an unknown time', new RailUnavailable({ retryAfterMs: null }), true, false],
    ['busy for a second', new RailUnavailable({ retryAfterMs: 1_000 }), true, false],
    ['something else', new Error('RAIL_UNAVAILABLE'), false, false],
    ['nothing', undefined, false, false],
  ])('is %s', (_, error, busy, silent) => {
    expect([isBusy(error), isSilence(error)]).toEqual([busy, silent]);
  });
});
