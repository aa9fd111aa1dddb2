import { digitsOf, problemsWith, type BankDetails, type DetailProblem } from '#payouts';
import { westernDigits } from '#identity';
import { translate, type ViewModel } from '#platform';
import type { FormReading, Typed } from '../forms/read-form.js';
import { choices } from './choices.js';
import type { BankAccountForm } from './payment-forms.js';

/** The details as the payment company reads them: digits without spaces, names without edges. */
export function detailsIn(form: BankAccountForm): BankDetails {
  return {
    kind: 'bank_account',
    givenName: form.givenName,
    surname: form.surname,
    routingNumber: digitsOf(westernDigits(form.routingNumber)),
    accountNumber: digitsOf(westernDigits(form.accountNumber)),
    accountType: form.accountType,
  };
}

const MESSAGES: Readonly<Record<DetailProblem['code'], string>> = {
  missing: 'err.pay_given',
  too_long: 'err.pay_long',
  routing: 'err.pay_routing',
  account: 'err.pay_account',
};

/** What the digits themselves say, at their fields: a wrong check digit, too few numbers. */
export function withDigitProblems(
  reading: FormReading<BankAccountForm>,
): FormReading<BankAccountForm> {
  if (!reading.ok) return reading;
  const problems = problemsWith(detailsIn(reading.form)).map(({ field, code }) => ({
    field,
    message: code === 'missing' && field === 'surname' ? 'err.pay_surname' : MESSAGES[code],
  }));
  return problems.length === 0 ? reading : { ok: false, problems, typed: reading.typed };
}

/** Numbers are not sent back to the screen, except the routing number, which is the bank's and not hers. */
export function withoutNumbers(typed: Typed): Typed {
  return { ...typed, accountNumber: '' };
}

/** The check page: the account by its last digits only, because someone may be looking. */
export function detailsModel(details: BankDetails, language: string): ViewModel {
  const line = (key: string, value: string): ViewModel => ({
    label: translate(language, key),
    value,
    change: '/s/1/2',
  });
  const digits = details.accountNumber.slice(-2);
  return {
    lines: [
      line('pay.check.name', `${details.givenName} ${details.surname}`),
      line('pay.routing', details.routingNumber),
      line('pay.account', translate(language, 'pay.ending', { digits })),
      line('pay.type', translate(language, `pay.type.${details.accountType}`)),
    ],
  };
}

export function bankModel(descriptor: string, language: string): ViewModel {
  return {
    seenHint: translate(language, 'pay.seen.hint', { descriptor }),
    types: choices('accountType', 'pay.type', ['checking', 'savings'], language),
    seers: choices('seen', 'pay.seen', ['only_me', 'someone', 'unsure'], language),
    consents: choices('consent', 'pay.consent', ['yes'], language),
  };
}
