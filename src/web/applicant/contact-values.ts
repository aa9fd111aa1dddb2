import { parsePhoneNumberFromString } from 'libphonenumber-js/core';
import metadata from 'libphonenumber-js/min/metadata';
import type { ContactValue } from '#applications';
import { westernDigits } from '#identity';
import { CHANNELS, type Channel } from '#privacy';
import { readForm, type FormProblem, type Typed } from '../forms/read-form.js';
import { AdvocateForm, LetterForm, MailAddressForm, TelephoneForm } from './form/screen-forms.js';

/** Numbers without a country code are read as the programme's country writes them. */
const HOME_COUNTRY = 'US';

/** `/f/7/1` is the page for text messages: an address that tells nobody what was chosen. */
export function channelOf(part: string): Channel | undefined {
  return CHANNELS.find((channel) => pathOf(channel) === `/f/7/${part}`);
}

export function pathOf(channel: Channel): string {
  return `/f/7/${String(CHANNELS.indexOf(channel) + 1)}`;
}

const FORMS = {
  sms: TelephoneForm,
  call: TelephoneForm,
  email: MailAddressForm,
  advocate: AdvocateForm,
  letter: LetterForm,
} as const;

export type ValueReading =
  | { readonly ok: true; readonly contact: ContactValue }
  | { readonly ok: false; readonly problems: readonly FormProblem[]; readonly typed: Typed };

/** Reads one address: kept as she typed it for her, and as machines need it for us. */
export async function readContactValue(channel: Channel, body: unknown): Promise<ValueReading> {
  const reading = await readForm<{ value: string }>(FORMS[channel], body);
  if (!reading.ok) return reading;
  const typed = reading.form.value;
  if (channel !== 'sms' && channel !== 'call')
    return { ok: true, contact: { typed, value: typed } };
  const number = parsePhoneNumberFromString(westernDigits(typed), HOME_COUNTRY, metadata);
  if (number?.isValid() !== true) {
    return {
      ok: false,
      problems: [{ field: 'value', message: 'err.phone' }],
      typed: reading.typed,
    };
  }
  return { ok: true, contact: { typed, value: number.number } };
}

/** An address as the check page shows it: enough for her to recognise, too little for a look over her shoulder. */
export function masked(channel: Channel, { typed, value }: ContactValue): string {
  if (channel === 'sms' || channel === 'call') return `•••• ${value.slice(-4)}`;
  if (channel === 'email') {
    const [name = '', host = ''] = typed.split('@');
    return `${Array.from(name)[0] ?? ''}•••@${host}`;
  }
  return typed;
}
