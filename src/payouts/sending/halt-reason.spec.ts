import { newId } from '#kernel';
import { brokenPromise, payoutsIn, promiseIn } from './halt-reason.js';

describe('Why sending is halted', () => {
  it.each([
    [brokenPromise('Nothing is lost.'), 'Nothing is lost.'],
    [`The verification found something: ${brokenPromise('Nothing is lost.')}`, 'Nothing is lost.'],
    ['Reconciliation: provider_only.', null],
    ['', null],
  ])('tells the promise it is about: %s', (reason, promise) => {
    expect(promiseIn(reason)).toBe(promise);
  });

  it('tells the payouts it names, each once and nothing else', () => {
    const [one, other] = [newId('payout'), newId('payout')];
    const reason = `A payment for ${one}, and (${other}) twice: ${one}. Not ${newId('batch')}, not pay_x.`;
    expect(payoutsIn(reason)).toEqual([one, other]);
    expect(payoutsIn('The payment company does not let us pay.')).toEqual([]);
  });
});
