import { maskToken, tokenFits } from './form-token.js';

describe('the form token', () => {
  const token = 'Zq8v_one-token-of-a-session';

  it('looks different on every page and fits every time', () => {
    const shown = Array.from({ length: 50 }, () => maskToken(token));
    expect(new Set(shown).size).toBe(50);
    expect(shown.every((masked) => tokenFits(masked, token))).toBe(true);
    expect(shown.some((masked) => masked.includes(token))).toBe(false);
  });

  it.each(['', '.', 'AAAA', `${Buffer.from(token).toString('base64url')}.`, token])(
    'does not fit when it is %j',
    (masked) => {
      expect(tokenFits(masked, token)).toBe(false);
    },
  );

  it('is of one session only, and nothing fits no session', () => {
    expect(tokenFits(maskToken(token), 'Zq8v_one-token-of-a-sessioM')).toBe(false);
    expect(tokenFits(maskToken(''), '')).toBe(false);
  });
});
