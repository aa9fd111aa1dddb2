import fc from 'fast-check';
import {
  accountIdentity,
  accountLikeness,
  bankIdentity,
  digitsOf,
  isRoutingNumber,
  likenessOf,
  problemsWith,
} from './payee-details.js';
import type { BankDetails } from '../rails/rail.js';

const good: BankDetails = {
  kind: 'bank_account',
  country: 'US',
  givenName: 'Ana',
  surname: 'Ruiz',
  routingNumber: '110000000',
  accountNumber: '000123456789',
  accountType: 'checking',
};

const card = {
  kind: 'name_and_address' as const,
  givenName: 'Ana',
  surname: 'Ruiz',
  line1: '1 Elm St',
  city: 'Austin',
  region: 'TX',
  postalCode: '73301',
};
const check = {
  kind: 'instruction' as const,
  way: 'check' as const,
  payee: 'Ana Ruiz',
  address: '1 Elm St, Austin',
  account: '',
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
    expect(isRoutingNumber('x021000021')).toBe(false);
    expect(isRoutingNumber('0210000210')).toBe(false);
  });

  it('tell a routing number that is too short from one with a wrong figure', () => {
    const codes = (routingNumber: string): string[] =>
      problemsWith({ ...good, routingNumber }).map(({ code }) => code);
    expect([codes('11000000'), codes('110000001'), codes('110000000')]).toEqual([
      ['routing'],
      ['check_digit'],
      [],
    ]);
  });

  it('find every single wrong digit of a routing number', () => {
    for (const known of ['021000021', '110000000', '322271627', '111000025']) {
      expect(isRoutingNumber(known)).toBe(true);
      fc.assert(
        fc.property(fc.nat(8), fc.integer({ min: 1, max: 9 }), (place, more) => {
          const digits = Array.from(known, Number);
          digits[place] = ((digits[place] ?? 0) + more) % 10;
          expect(isRoutingNumber(digits.join(''))).toBe(false);
        }),
      );
    }
  });

  it.each([
    ['1234', true],
    ['1'.repeat(17), true],
    ['123', false],
    ['1'.repeat(18), false],
    ['x1234', false],
    ['1234x', false],
    ['', false],
  ])('know an account number by its length and its digits: %s', (accountNumber, isGood) => {
    expect(problemsWith({ ...good, accountNumber })).toHaveLength(isGood ? 0 : 1);
  });

  it.each([
    ['givenName', 100, good],
    ['surname', 100, good],
    ['line1', 100, card],
    ['city', 60, card],
    ['payee', 100, check],
    ['address', 200, check],
    ['account', 40, check],
  ] as const)(
    'hold in %s up to %i characters, counted without space around',
    (field, longest, details) => {
      const codes = (text: string): string[] =>
        problemsWith({ ...details, [field]: text }).map((one) => `${one.field} ${one.code}`);
      expect(codes(` ${'x'.repeat(longest)} `)).toEqual([]);
      expect(codes('x'.repeat(longest + 1))).toEqual([`${field} too_long`]);
      expect(codes('  ')).toEqual(field === 'account' ? [] : [`${field} missing`]);
    },
  );

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
    expect(problemsWith(card)).toEqual([]);
    expect(problemsWith({ ...card, postalCode: '73301-0001' })).toEqual([]);
    for (const postalCode of [
      '',
      'x73301',
      '73301x',
      '73301-001',
      '73301-00011',
      '733010001',
      '٧٣٣٠١',
    ])
      expect(problemsWith({ ...card, postalCode })).toEqual([
        { field: 'postalCode', code: 'postal_code' },
      ]);
    const bad = { ...card, line1: '', city: 'x'.repeat(61), region: 'Texas', postalCode: '7330' };
    expect(problemsWith(bad).map(({ field, code }) => `${field} ${code}`)).toEqual([
      'line1 missing',
      'city too_long',
      'region region',
      'postalCode postal_code',
    ]);
  });

  it('need an account at a vendor, and none for a check', () => {
    expect(problemsWith(check)).toEqual([]);
    expect(problemsWith({ ...check, way: 'vendor' })).toEqual([
      { field: 'account', code: 'missing' },
    ]);
    expect(problemsWith({ ...check, way: 'vendor', account: ' ' })).toHaveLength(1);
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

  it('are the same account by the two numbers alone, at one bank', () => {
    expect(bankIdentity(good)).toBe('us:110000000:123456789');
    expect(accountIdentity(good)).toBe(bankIdentity(good));
    expect(accountIdentity({ ...good, accountNumber: '1020' })).toBe('us:110000000:1020');
    expect(accountIdentity({ ...good, routingNumber: '021000021' })).not.toBe(
      accountIdentity(good),
    );
  });

  it('look like what a provider shows of the same account, and of no other bank or digits', () => {
    const seen = { routingNumber: '110000000', lastFour: '6789' };
    expect(accountLikeness(good)).toBe('us:110000000:6789');
    expect(accountLikeness(good)).toBe(likenessOf(seen));
    expect(accountLikeness({ ...good, accountNumber: '555556789' })).toBe(likenessOf(seen));
    expect(likenessOf({ ...seen, lastFour: '6780' })).not.toBe(likenessOf(seen));
    expect(likenessOf({ ...seen, routingNumber: '021000021' })).not.toBe(likenessOf(seen));
    expect([card, check, { kind: 'nothing' } as const].map(accountLikeness)).toEqual([
      null,
      null,
      null,
    ]);
  });

  it('are no account where there is none', () => {
    expect([card, check, { kind: 'nothing' } as const].map(accountIdentity)).toEqual([
      null,
      null,
      null,
    ]);
  });
});
