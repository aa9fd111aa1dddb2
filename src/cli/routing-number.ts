import { randomInt } from 'node:crypto';

const LEAST = 10_000_000;
const MOST = 99_999_999;
const WEIGHTS = [3, 7, 1] as const;

/**
 * An invented routing number with a correct check digit. What happens to a payment is read from the account number;
 * this one keeps two people with the same account number from sharing an account, which would make somebody look.
 */
export function inventedRoutingNumber(): string {
  const digits = String(randomInt(LEAST, MOST));
  const sum = Array.from(digits).reduce(
    (total, digit, index) => total + Number(digit) * (WEIGHTS[index % 3] ?? 0),
    0,
  );
  return `${digits}${String((10 - (sum % 10)) % 10)}`;
}
