import { accountIdentity, digitsOf, isRoutingNumber, problemsWith } from './payee-details.js';
import type { BankDetails } from '../rails/rail.js';

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

  it('know a region only from the closed list, and a ZIP code by its five numbers', () => {
    const card = {
      kind: 'name_and_address' as const,
      givenName: 'Ana',
      surname: 'Ruiz',
      line1: '1 Elm St',
      city: 'Austin',
      region: 'TX',
      postalCode: '73301',
    };
    expect(problemsWith(card)).toEqual([]);
    expect(problemsWith({ ...card, postalCode: '73301-0001' })).toEqual([]);
    const bad = { ...card, line1: '', city: 'x'.repeat(61), region: 'Texas', postalCode: '7330' };
    expect(problemsWith(bad).map(({ field, code }) => `${field} ${code}`)).toEqual([
      'line1 missing',
      'city too_long',
      'region region',
      'postalCode postal_code',
    ]);
  });

  it('need an account at a vendor, and none for a check', () => {
    const check = {
      kind: 'instruction' as const,
      way: 'check' as const,
      payee: 'Ana Ruiz',
      address: '1 Elm St, Austin',
      account: '',
    };
    expect(problemsWith(check)).toEqual([]);
    expect(problemsWith({ ...check, way: 'vendor' })).toEqual([
      { field: 'account', code: 'missing' },
    ]);
    expect(problemsWith({ ...check, way: 'vendor', account: 'INV 7' })).toEqual([]);
  });

  it('are nothing to be wrong where nothing is asked', () => {
    expect(problemsWith({ kind: 'nothing' })).toEqual([]);
    expect(problemsWith({ kind: 'name', givenName: 'Ana', surname: '' })).toEqual([
      { field: 'surname', code: 'missing' },
    ]);
  });

  it('are one account with and without leading zeros', () => {
    expect(accountIdentity(good)).toBe(accountIdentity({ ...good, accountNumber: '123456789' }));
    expect(accountIdentity(good)).not.toBe(accountIdentity({ ...good, accountNumber: '1234' }));
  });
});
