import { DomainError } from '#kernel';
import { noticeRefused, refusalIn } from './notice-refusals.js';

describe('A notice that is not taken in', () => {
  it.each([
    ['NOTICE_REFUSED', /signature does not fit/],
    ['NOTICE_NOT_NOW', /older than five minutes, or from the future/],
    ['NOTICE_UNREADABLE', /cannot be read/],
    ['NOTICE_OTHER_MODE', /other mode/],
    ['NOTICE_OTHER_ACCOUNT', /account that is not known/],
  ] as const)('is answered with a sentence and counted as %s', (code, sentence) => {
    const refusal = noticeRefused(code);
    expect(refusal).toMatchObject({ kind: 'invalid', code });
    expect(refusal.message).toMatch(sentence);
    expect(refusalIn(refusal)).toBe(code);
  });

  it('is told apart from every other error', () => {
    const others = [
      new DomainError('invalid', 'OTHER', 'x'),
      new Error('NOTICE_REFUSED'),
      null,
      'toString',
    ];
    expect(others.map(refusalIn)).toEqual([null, null, null, null]);
    expect(refusalIn(new DomainError('invalid', 'toString', 'x'))).toBeNull();
  });
});
