import fc from 'fast-check';
import {
  isAcceptablePin,
  newAccessCode,
  readAccessCode,
  showAccessCode,
  sleepMinutes,
  westernDigits,
} from './access-code.js';

/** Luhn, written the other way round than the code under test: the whole number must sum to a multiple of ten. */
function passesLuhn(code: string): boolean {
  const sum = Array.from(code)
    .reverse()
    .reduce((total, digit, index) => {
      const value = Number(digit) * (index % 2 === 1 ? 2 : 1);
      return total + Math.trunc(value / 10) + (value % 10);
    }, 0);
  return sum % 10 === 0;
}

describe('an access code', () => {
  it('is sixteen digits that check out, every time', () => {
    for (let run = 0; run < 2_000; run += 1) {
      const code = newAccessCode();
      expect(code).toMatch(/^[0-9]{16}$/);
      expect(passesLuhn(code)).toBe(true);
    }
  });

  it('draws every digit evenly at every place', () => {
    const runs = 20_000;
    const counts = Array.from({ length: 15 }, () => new Array<number>(10).fill(0));
    for (let run = 0; run < runs; run += 1) {
      for (const [place, digit] of Array.from(newAccessCode().slice(0, 15)).entries()) {
        const row = counts[place];
        if (row) row[Number(digit)] = (row[Number(digit)] ?? 0) + 1;
      }
    }
    const expected = runs / 10;
    for (const row of counts) {
      const chiSquare = row.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
      // 9 degrees of freedom: 50 is passed by chance about once in ten million.
      expect(chiSquare).toBeLessThan(50);
    }
  });

  it('is read with spaces, dashes and other digits, as it is shown', () => {
    const code = newAccessCode();
    const shown = showAccessCode(code);
    expect(shown).toMatch(/^\d{4} \d{4} \d{4} \d{4}$/);
    expect(readAccessCode(shown)).toBe(code);
    expect(readAccessCode(` ${shown.replaceAll(' ', '-')} `)).toBe(code);
    expect(readAccessCode(shown.replaceAll(' ', '\u2013'))).toBe(code);
    const fullWidth = Array.from(code)
      .map((digit) => String.fromCodePoint(0xff10 + Number(digit)))
      .join('');
    const arabic = Array.from(code)
      .map((digit) => String.fromCodePoint(0x0660 + Number(digit)))
      .join('');
    expect(readAccessCode(fullWidth)).toBe(code);
    expect(readAccessCode(arabic)).toBe(code);
  });

  it('refuses every single wrong digit', () => {
    const code = newAccessCode();
    for (const [place, right] of Array.from(code).entries()) {
      for (const wrong of '0123456789') {
        if (wrong === right) continue;
        expect(readAccessCode(code.slice(0, place) + wrong + code.slice(place + 1))).toBeNull();
      }
    }
  });

  it('reads anything at all as a code or as none', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (typed) => {
        const read = readAccessCode(typed);
        expect(read === null || (/^[0-9]{16}$/.test(read) && passesLuhn(read))).toBe(true);
      }),
    );
  });
});

describe('digits of other scripts', () => {
  it('become the digits of the same value', () => {
    expect(westernDigits('\u06f1\u06f9 \u0967\u096f \uff11\uff19 19')).toBe('19 19 19 19');
  });
});

describe('a PIN', () => {
  it.each([
    ['482913', 'ok'],
    ['000001', 'ok'],
    ['12345', 'not_six'],
    ['1234567', 'not_six'],
    ['12345a', 'not_six'],
    ['111111', 'repeat'],
    ['121212', 'repeat'],
    ['123123', 'repeat'],
    ['123456', 'run'],
    ['654321', 'run'],
    ['890123', 'run'],
    ['210987', 'run'],
  ])('%s is judged %s', (pin, verdict) => {
    expect(isAcceptablePin(pin)).toBe(verdict);
  });

  it('may not be part of the code', () => {
    expect(isAcceptablePin('482913', '0004829130000000')).toBe('repeat');
  });
});

describe('sleep after wrong PINs', () => {
  it('doubles at every fifth try, up to a day', () => {
    expect([1, 4, 5, 6, 10, 15, 20].map(sleepMinutes)).toEqual([0, 0, 15, 0, 30, 60, 120]);
    expect(sleepMinutes(35)).toBe(960);
    expect(sleepMinutes(40)).toBe(1440);
    expect(sleepMinutes(5_000)).toBe(1440);
  });
});
