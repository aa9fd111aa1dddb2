import { ACCOUNTS, VARIANTS } from './purses.js';

describe('A purse', () => {
  it('has an account of its own in the books, among money in banks and at providers', () => {
    const accounts = Object.values(ACCOUNTS);
    for (const account of accounts) expect(account).toMatch(/^1[01][0-9]{2}$/);
    expect(new Set(accounts).size).toBe(5);
  });

  it('moves its own money: entries have a variant of its name, the usual one for payouts', () => {
    for (const [purse, variant] of Object.entries(VARIANTS))
      expect(variant).toBe(purse === 'payouts' ? 'standard' : purse);
    expect(Object.keys(VARIANTS).sort()).toEqual(Object.keys(ACCOUNTS).sort());
  });
});
