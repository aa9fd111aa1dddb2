import { DEMO_PEOPLE, currentDemoCode, demoTotpSecret } from './demo-people.js';
import { ROLES } from './roles.js';
import { totpStep } from './totp.js';

describe('the demo people', () => {
  it('fill every role, at addresses that cannot exist', () => {
    const roles = new Set(DEMO_PEOPLE.flatMap((person) => person.roles));
    expect([...roles].sort()).toEqual([...ROLES].sort());
    for (const { email } of DEMO_PEOPLE) expect(email).toMatch(/^[a-z0-9]+@demo\.invalid$/);
  });

  it('have authenticators whose codes anybody can work out', () => {
    const now = new Date('2026-06-02T13:00:05Z');
    for (const { email } of DEMO_PEOPLE) {
      const code = currentDemoCode(email, now);
      expect(totpStep(demoTotpSecret(email), code, now)).toBe(
        BigInt(now.getTime() / 1000 - 5) / 30n,
      );
    }
  });
});

describe('an authenticator code', () => {
  const secret = demoTotpSecret('somebody@demo.invalid');
  const now = new Date('2026-06-02T13:00:05Z');
  const seconds = (count: number): Date => new Date(now.getTime() + count * 1_000);

  it('fits its own, the last and the next half minute, and no other', () => {
    const code = currentDemoCode('somebody@demo.invalid', now);
    expect(totpStep(secret, code, seconds(30))).not.toBeNull();
    expect(totpStep(secret, code, seconds(-30))).not.toBeNull();
    expect(totpStep(secret, code, seconds(61))).toBeNull();
    expect(totpStep(secret, code, seconds(-61))).toBeNull();
  });

  it.each(['', '12345', '1234567', '12 456', 'abcdef', '\uff11\uff12\uff13\uff14\uff15\uff16'])(
    'is not %p',
    (text) => {
      expect(totpStep(secret, text, now)).toBeNull();
    },
  );
});
