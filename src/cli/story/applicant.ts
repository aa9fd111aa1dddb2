import type { Visitor } from './visitor.js';
import { inventedRoutingNumber } from '../routing-number.js';

/** What somebody needs to come back: the digits the code page shows and the PIN she chose. */
export interface WayBack {
  readonly code: string;
  readonly pin: string;
}

/** What she asks for in a story; everything else keeps the shortest way through the questions. */
export interface Wish {
  readonly needs?: readonly string[];
  readonly when?: string;
  readonly amount?: string;
  readonly name?: string;
  readonly mobile?: string;
  readonly words?: string;
  readonly pin?: string;
}

/** Walks the questions as a person does, page by page, up to the check page. */
export async function fillIn(visitor: Visitor, wish: Wish = {}): Promise<void> {
  await visitor.open('/');
  await visitor.open('/f/1');
  await visitor.send();
  await visitor.send({ fits: 'me' });
  await visitor.send({ who: 'self' });
  await visitor.send({ needs: wish.needs ?? ['housing'], when: wish.when ?? 'week' });
  await visitor.send({ amount: wish.amount ?? '450' });
  await visitor.send({ name: wish.name ?? 'Sam' });
  await chooseContact(visitor, wish.mobile);
  await visitor.send({ word: '' });
  await visitor.send({ rail: 'unsure' });
  await visitor.send({});
  await visitor.send({ words: wish.words ?? '' });
}

/** Asks for help: fills in, checks, sends, and reads the code from the page. */
export async function askForHelp(visitor: Visitor, wish: Wish = {}): Promise<WayBack> {
  const pin = wish.pin ?? '470915';
  await fillIn(visitor, wish);
  await visitor.send();
  await visitor.send({ pin });
  return { code: codeOn(visitor.page.text), pin };
}

/** Comes back with the code and the PIN; the status page is in front of the visitor then. */
export async function comeBack(visitor: Visitor, { code, pin }: WayBack): Promise<void> {
  await visitor.open('/code');
  await visitor.send({ code, pin });
}

/** The sixteen digits on the code page. */
export function codeOn(text: string): string {
  const digits = /(?:\d{4}[\s-]+){3}\d{4}/.exec(text)?.[0];
  if (digits === undefined) throw new Error('The page shows no code.');
  return digits.replaceAll(/\D/g, '');
}

async function chooseContact(visitor: Visitor, mobile: string | undefined): Promise<void> {
  if (mobile === undefined) {
    await visitor.send({ ways: 'none' });
    return;
  }
  await visitor.send({ ways: 'sms' });
  await visitor.send({ value: mobile });
  await visitor.send({
    windows: [
      'weekday_morning',
      'weekday_afternoon',
      'weekday_evening',
      'weekend_morning',
      'weekend_afternoon',
      'weekend_evening',
    ],
  });
}

/** Chooses the bank account among the ways on offer, and says that only she can see it. */
export async function chooseBank(visitor: Visitor): Promise<void> {
  await visitor.open('/s/1/2');
  await visitor.send({ rail: 'stripe-outbound' });
  await visitor.send({ seen: 'only_me' });
}

/** Says after the yes where the money should go, checks, and confirms. */
export async function setUpPayment(
  visitor: Visitor,
  accountNumber = '000123456789',
  routingNumber = inventedRoutingNumber(),
): Promise<void> {
  await chooseBank(visitor);
  await visitor.send({
    givenName: 'Sam',
    surname: 'Lee',
    routingNumber,
    accountNumber,
    accountType: 'checking',
    consent: 'yes',
  });
  await visitor.send();
}
