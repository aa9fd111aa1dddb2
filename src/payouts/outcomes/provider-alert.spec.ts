import { keptWord } from './provider-alert.js';

describe('A word of a provider', () => {
  it.each([
    'outbound_payment.posted',
    'v2.core.account[x]',
    'A B',
    'a-b/c;d,e:f',
    'x',
    'x'.repeat(100),
  ])('is kept when it looks like one: %s', (word) => {
    expect(keptWord(word)).toBe(word);
  });

  it.each(['', 'x'.repeat(101), 'José', '<b>', 'a\nb', 'ana@example.org', '"', '(x)'])(
    'is counted and not kept when it might be anything: %j',
    (word) => {
      expect(keptWord(word)).toBe(`(${String(word.length)} characters, not kept)`);
    },
  );
});
