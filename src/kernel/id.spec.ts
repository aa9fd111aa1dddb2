import { DomainError } from './domain-error.js';
import { ID_PREFIXES, isId, newId, parseId } from './id.js';

describe('an id', () => {
  it('says what it names and nothing else', () => {
    const id = newId('payout');
    expect(id).toMatch(/^pay_[0-9a-hjkmnp-tv-z]{20}$/);
    expect(isId('payout', id)).toBe(true);
    expect(isId('award', id)).toBe(false);
  });

  it('is never made twice', () => {
    expect(new Set(Array.from({ length: 10_000 }, () => newId('award'))).size).toBe(10_000);
  });

  it('has one prefix for each kind of thing', () => {
    const prefixes = Object.values(ID_PREFIXES);
    expect(new Set(prefixes).size).toBe(prefixes.length);
  });

  it.each([
    '',
    'pay_',
    'pay_short',
    "pay_0123456789abcdefghj'",
    'awd_0123456789abcdefghjk',
    null,
    7,
  ])('refuses %j', (text) => {
    expect(() => parseId('payout', text)).toThrow(DomainError);
  });
});
