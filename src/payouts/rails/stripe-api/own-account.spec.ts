import { ManualClock, minutes } from '#kernel';
import { OwnAccount } from './own-account.js';

describe('The name of our own account', () => {
  let clock: ManualClock;
  let asked: number;
  beforeEach(() => {
    clock = new ManualClock(new Date('2026-03-01T12:00:00Z'));
    asked = 0;
  });

  const answering = (answers: readonly (string | Error)[]): OwnAccount =>
    new OwnAccount(() => {
      const answer = answers[asked] ?? new Error('asked too often');
      asked += 1;
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    }, clock);

  it('is asked once, however many want to know it at once and later', async () => {
    const own = answering(['acct_1']);
    expect(await Promise.all([own.name(), own.name()])).toEqual(['acct_1', 'acct_1']);
    clock.advance(minutes(600));
    expect(await own.name()).toBe('acct_1');
    expect(asked).toBe(1);
  });

  it('is unknown while the provider does not say it, which is asked again after a minute', async () => {
    const own = answering([new Error('no answer'), new Error('no answer'), 'acct_1']);
    expect(await Promise.all([own.name(), own.name()])).toEqual([null, null]);
    clock.advance(minutes(1) - 1);
    expect(await own.name()).toBeNull();
    expect(asked).toBe(1);
    clock.advance(1);
    expect(await own.name()).toBeNull();
    expect(asked).toBe(2);
    clock.advance(minutes(1));
    expect(await own.name()).toBe('acct_1');
  });
});
