import { randomInt } from 'node:crypto';

const LENGTH = 16;

/**
 * A new access code: 15 digits, each drawn evenly from the operating system's generator, and a Luhn check
 * digit (ISO/IEC 7812-1) that finds every single wrong digit and nearly every swap before anything is asked.
 */
export function newAccessCode(): string {
  const digits = Array.from({ length: LENGTH - 1 }, () => randomInt(10)).join('');
  return digits + checkDigit(digits);
}

/** The sixteen digits in what a person typed, with spaces, dashes, other scripts' digits; null when it cannot be a code. */
export function readAccessCode(typed: string): string | null {
  const digits = westernDigits(typed).replaceAll(/[\s\p{Pd}.·]/gu, '');
  const isCode = /^[0-9]{16}$/.test(digits) && checkDigit(digits.slice(0, -1)) === digits.slice(-1);
  return isCode ? digits : null;
}

/** A code in four groups of four, as it is shown and read out. */
export function showAccessCode(code: string): string {
  return code.replaceAll(/(.{4})(?=.)/g, '$1 ');
}

/** Full-width, Arabic and other decimal digits as 0-9. Every block of decimal digits in Unicode starts at its zero. */
export function westernDigits(text: string): string {
  return text.normalize('NFKC').replaceAll(/\p{Nd}/gu, (digit) => {
    const point = digit.codePointAt(0) ?? 0;
    let zero = point;
    while (point - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
    return String(point - zero);
  });
}

function checkDigit(digits: string): string {
  let sum = 0;
  for (const [index, digit] of Array.from(digits).reverse().entries()) {
    const doubled = index % 2 === 0 ? Number(digit) * 2 : Number(digit);
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return String((10 - (sum % 10)) % 10);
}

/** What is wrong with a PIN: not six digits, a repeated pattern (or part of the code), a run up or down. */
export type PinVerdict = 'ok' | 'not_six' | 'repeat' | 'run';

/** Refuses the PINs that everybody tries first. */
export function isAcceptablePin(pin: string, code?: string): PinVerdict {
  if (!/^[0-9]{6}$/.test(pin)) return 'not_six';
  const isPattern = [1, 2, 3].some((length) => pin === pin.slice(0, length).repeat(6 / length));
  if (isPattern || code?.includes(pin)) return 'repeat';
  const steps = Array.from(pin.slice(1)).map(
    (digit, index) => (Number(digit) - Number(pin[index]) + 10) % 10,
  );
  return steps.every((step) => step === 1) || steps.every((step) => step === 9) ? 'run' : 'ok';
}

const TRIES = 5;
const FIRST_SLEEP_MINUTES = 15;
const LONGEST_SLEEP_MINUTES = 24 * 60;

/**
 * How long a code sleeps after this many wrong PINs in a row: nothing until the fifth, then 15 minutes,
 * doubled at every further fifth up to a day. It never locks for good: she has no other way in.
 */
export function sleepMinutes(attempts: number): number {
  if (attempts === 0 || attempts % TRIES !== 0) return 0;
  return Math.min(FIRST_SLEEP_MINUTES * 2 ** (attempts / TRIES - 1), LONGEST_SLEEP_MINUTES);
}
