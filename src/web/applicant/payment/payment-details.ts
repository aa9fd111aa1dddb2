import type { Type } from '@nestjs/common';
import { westernDigits } from '#identity';
import {
  detailsAsked,
  digitsOf,
  problemsWith,
  type DetailProblem,
  type DetailsAsked,
  type PayeeDetails,
  type Way,
} from '#payouts';
import { readForm, type FormProblem, type Typed } from '../../forms/read-form.js';
import {
  BankAccountForm,
  InstructionForm,
  NameAndAddressForm,
  NameForm,
  NothingForm,
} from './payment-forms.js';

/** What she typed on the page of details: whole and good, or with what is wrong at each field. */
export type DetailsReading =
  | { readonly ok: true; readonly details: PayeeDetails }
  | { readonly ok: false; readonly problems: readonly FormProblem[]; readonly typed: Typed };

/** Reads the page of details of a way. */
export async function readDetails(way: Way, body: unknown): Promise<DetailsReading> {
  const reading = await READERS[detailsAsked(way)](body);
  if (!reading.ok) return { ...reading, typed: withoutNumbers(reading.typed) };
  const { details, hasConsent, typed } = reading;
  const problems: FormProblem[] = problemsWith(details).map(({ field, code }) => ({
    field,
    message: messageOf(field, code),
  }));
  if (!takesCountryOf(way, details)) {
    problems.unshift({ field: 'country', message: 'err.pay_country' });
  }
  if (needsConsent(way) && !hasConsent) {
    problems.push({ field: 'consent', message: 'err.pay_consent' });
  }
  return problems.length === 0
    ? { ok: true, details }
    : { ok: false, problems, typed: withoutNumbers(typed) };
}

/** Whether money by this way reaches an account in the country that she chose: a closed list, whatever was sent. */
export function takesCountryOf({ countries }: Way, details: PayeeDetails): boolean {
  return details.kind !== 'bank_account' || countries.includes(details.country);
}

/** Whether somebody is told something about her, so that she must allow it. */
export function needsConsent({ disclosesTo, recipientNeeds }: Way): boolean {
  return disclosesTo !== undefined && recipientNeeds.length > 0;
}

/** Numbers are not sent back to the screen, except the routing number, which is the bank's and not hers. */
export function withoutNumbers(typed: Typed): Typed {
  return { ...typed, accountNumber: '' };
}

type Reader = (
  body: unknown,
) => Promise<
  | { ok: true; details: PayeeDetails; hasConsent: boolean; typed: Typed }
  | { ok: false; problems: readonly FormProblem[]; typed: Typed }
>;

function reader<Form extends { consent?: string }>(
  form: Type<Form>,
  detailsIn: (form: Form) => PayeeDetails,
): Reader {
  return async (body) => {
    const reading = await readForm(form, body);
    if (!reading.ok) return reading;
    const hasConsent = reading.form.consent === 'yes';
    return { ok: true, details: detailsIn(reading.form), hasConsent, typed: reading.typed };
  };
}

/** As the provider reads it: digits without what stands between them, names without edges. */
const READERS: Readonly<Record<DetailsAsked, Reader>> = {
  nothing: reader(NothingForm, () => ({ kind: 'nothing' })),
  name: reader(NameForm, ({ givenName, surname }) => ({ kind: 'name', givenName, surname })),
  bank_account: reader(BankAccountForm, (form) => ({
    kind: 'bank_account',
    country: form.country,
    givenName: form.givenName,
    surname: form.surname,
    routingNumber: digitsOf(westernDigits(form.routingNumber)),
    accountNumber: digitsOf(westernDigits(form.accountNumber)),
    accountType: form.accountType,
  })),
  name_and_address: reader(NameAndAddressForm, (form) => ({
    kind: 'name_and_address',
    givenName: form.givenName,
    surname: form.surname,
    line1: form.line1,
    city: form.city,
    region: form.region,
    postalCode: zipOf(westernDigits(form.postalCode)),
  })),
  instruction: reader(InstructionForm, ({ way, payee, address, account }) => ({
    kind: 'instruction',
    way,
    payee,
    address,
    account,
  })),
};

/** `73301 0001` and `733010001` are `73301-0001`. */
function zipOf(text: string): string {
  const digits = digitsOf(text);
  return digits.length > 5 ? `${digits.slice(0, 5)}-${digits.slice(5)}` : digits;
}

const MISSING: Readonly<Record<string, string>> = {
  givenName: 'err.pay_given',
  surname: 'err.pay_surname',
  line1: 'err.pay_line1',
  city: 'err.pay_city',
  payee: 'err.pay_payee',
  address: 'err.pay_address',
  account: 'err.pay_vendor_account',
};

const WRONG: Readonly<Record<Exclude<DetailProblem['code'], 'missing' | 'too_long'>, string>> = {
  routing: 'err.pay_routing',
  check_digit: 'err.pay_routing_check',
  account: 'err.pay_account',
  region: 'err.pay_region',
  postal_code: 'err.pay_zip',
};

function messageOf(field: string, code: DetailProblem['code']): string {
  if (code === 'missing') return MISSING[field] ?? 'err.choose';
  if (code !== 'too_long') return WRONG[code];
  return ['givenName', 'surname'].includes(field) ? 'err.pay_long' : 'err.pay_line_long';
}
