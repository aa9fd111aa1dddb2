import { codeOn, type WayBack } from '../../src/cli/story/applicant.js';
import type { Walker } from './walker.js';
import { inventedRoutingNumber } from '../../src/cli/routing-number.js';

const PIN = '470915';

/** Goes through the questions by reading and pressing, and keeps what the last page shows. */
export async function askForHelp(applicant: Walker, amount: string): Promise<WayBack> {
  await applicant.open('/');
  await applicant.press('Start');
  await applicant.press('Continue');
  await applicant.choose('This is me');
  await applicant.press('Continue');
  await applicant.choose('Me');
  await applicant.press('Continue');
  await applicant.choose('Rent or a safe place', 'Food', 'Today');
  await applicant.press('Continue');
  await applicant.write('About how much do you need?', amount);
  await applicant.press('Continue');
  await applicant.write('What should we call you?', 'Sam');
  await applicant.press('Continue');
  await sayHowToReachHer(applicant);
  await applicant.press('Continue');
  await applicant.choose('Not sure yet');
  await applicant.press('Continue');
  await applicant.press('Continue');
  await applicant.press('Continue');
  await applicant.press('Continue');
  await applicant.write('Choose a PIN', PIN);
  await applicant.press('Send my request');
  return { code: codeOn(await applicant.text()), pin: PIN };
}

async function sayHowToReachHer(applicant: Walker): Promise<void> {
  await applicant.choose('Text message');
  await applicant.press('Continue');
  await applicant.page.getByRole('textbox').fill('202 555 0142');
  await applicant.press('Continue');
  await applicant.choose('Monday to Friday, 8 to 12', 'No, only me');
  await applicant.press('Continue');
}

/** Comes back with the code and the PIN; `state` says what she is about to read. */
export async function comeBack(applicant: Walker, wayBack: WayBack, state = ''): Promise<void> {
  await applicant.open('/code');
  await applicant.write('Code', wayBack.code);
  await applicant.write('PIN', wayBack.pin);
  await applicant.press('Continue', state);
}

/** Says after the yes where the money should go, from the page of her request. */
export async function setUpPayment(applicant: Walker): Promise<void> {
  await applicant.press('Choose how to get the money');
  await applicant.press('Choose how to get the money');
  await applicant.choose('Bank account');
  await applicant.press('Continue');
  await applicant.choose('Only me');
  await applicant.press('Continue');
  await applicant.write('First name', 'Sam');
  await applicant.write('Last name', 'Lee');
  await applicant.write('Routing number', inventedRoutingNumber());
  await applicant.write('Account number', '000123456789');
  await applicant.choose('Checking', 'Yes, give this to Stripe, only to pay me');
  await applicant.press('Continue');
  await applicant.press('Use this way', 'account named');
}
