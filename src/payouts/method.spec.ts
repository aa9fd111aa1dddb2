import { accountIdentity, digitsOf, isRoutingNumber, problemsWith } from './method.js';
import type { BankDetails } from './rails/rail.js';

const good: BankDetails = {
  kind: 'bank_account',
  givenName: 'Ana',
  surname: 'Ruiz',
  routingNumber: '110000000',
  accountNumber: '000123456789',
  accountType: 'checking',
};

describe('Bank details', () => {
  it('read digits whatever stands between them', () => {
    expect(digitsOf(' 110 000-000 ')).toBe('110000000');
    expect(digitsOf('1100\u00a00000–0')).toBe('110000000');
  });

  it('know a routing number by its check digit', () => {
    expect(isRoutingNumber('021000021')).toBe(true);
    expect(isRoutingNumber('021000022')).toBe(false);
    expect(isRoutingNumber('000000000')).toBe(false);
    expect(isRoutingNumber('02100002')).toBe(false);
    expect(isRoutingNumber('٠٢١٠٠٠٠٢١')).toBe(false);
  });

  it('name every problem at once, at its field', () => {
    expect(problemsWith(good)).toEqual([]);
    const bad = {
      ...good,
      givenName: ' ',
      surname: 'x'.repeat(101),
      routingNumber: '1',
      accountNumber: 'abcd',
    };
    expect(problemsWith(bad).map(({ field, code }) => `${field} ${code}`)).toEqual([
      'givenName missing',
      'surname too_long',
      'routingNumber routing',
      'accountNumber account',
    ]);
  });

  it('are one account with and without leading zeros', () => {
    expect(accountIdentity(good)).toBe(accountIdentity({ ...good, accountNumber: '123456789' }));
    expect(accountIdentity(good)).not.toBe(accountIdentity({ ...good, accountNumber: '1234' }));
  });
});
