import { digestOf } from '../http/digest.js';
import { creditCard } from './magic.js';
import type { PayoutMethod } from './shapes.js';

/** A card as it was typed on the hosted form. The provider takes cards in no other way. */
export interface CardDetails {
  readonly cardNumber: string;
  /** MM/YY, or as people write it. */
  readonly expiry: string;
}

const FINGERPRINT_LETTERS = 16;
const LAST = 4;

/** What of a card is kept: its last digits, its end, and a mark that is the same wherever this card is given. */
export function cardShape({ cardNumber, expiry }: CardDetails): NonNullable<PayoutMethod['card']> {
  const [month = '', year = ''] = partsOf(expiry) ?? [];
  return {
    exp_month: month,
    exp_year: `20${year}`,
    fingerprint: digestOf(`card ${cardNumber}`).slice(0, FINGERPRINT_LETTERS),
    last4: cardNumber.slice(-LAST),
    supported_currencies: ['usd'],
  };
}

/** What is wrong with a card, and in which field; null when nothing is. */
export function problemWithCard(
  { cardNumber, expiry }: CardDetails,
  now: Date,
): { readonly field: keyof CardDetails; readonly message: string } | null {
  if (!/^\d{12,19}$/.test(cardNumber) || !hasGoodLuhnDigit(cardNumber)) {
    return { field: 'cardNumber', message: 'The card number is not one of a card.' };
  }
  if (cardNumber === creditCard) {
    return { field: 'cardNumber', message: 'Money can be sent to debit cards only.' };
  }
  const parts = partsOf(expiry);
  if (parts === null) return { field: 'expiry', message: 'Write the month and the year as 04/30.' };
  const [month, year] = parts;
  const isOver = Date.UTC(2_000 + Number(year), Number(month)) <= now.getTime();
  return isOver ? { field: 'expiry', message: 'The card has expired.' } : null;
}

function partsOf(expiry: string): readonly [string, string] | null {
  const [, month = '', year = ''] = /^(0[1-9]|1[0-2])\s*[/-]?\s*(?:20)?(\d\d)$/.exec(expiry) ?? [];
  return month === '' ? null : [month, year];
}

/** Every second digit from the right doubled, and its digits added: all together a multiple of ten. */
function hasGoodLuhnDigit(number: string): boolean {
  const sum = Array.from(number)
    .reverse()
    .map(Number)
    .reduce((total, digit, at) => {
      const doubled = at % 2 === 1 ? digit * 2 : digit;
      return total + (doubled > 9 ? doubled - 9 : doubled);
    }, 0);
  return sum % 10 === 0;
}
