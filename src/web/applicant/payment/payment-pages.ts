import { detailsAsked, REGIONS, type DetailsAsked, type PayeeDetails, type Way } from '#payouts';
import { translate, type ViewModel } from '#platform';
import { View } from '../../http/view.js';
import { choices } from '../form/choices.js';
import { needsConsent } from './payment-details.js';
import { unseenWays, wayChoices, wayName } from './ways.js';

export const PAYMENT_HOME = '/s/1';

/** A field of the page of details. */
interface Field {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly mode?: 'numeric';
  readonly rows?: string;
  /** Values of a choice, labelled by `<label>.<value>`; the closed list of the post for a region. */
  readonly values?: readonly string[];
}

const NAME: readonly Field[] = [
  { name: 'givenName', label: 'pay.given', hint: 'pay.given.hint' },
  { name: 'surname', label: 'pay.surname' },
];

const FIELDS: Readonly<Record<DetailsAsked, readonly Field[]>> = {
  nothing: [],
  name: NAME,
  bank_account: [
    ...NAME,
    { name: 'country', label: 'pay.country' },
    { name: 'routingNumber', label: 'pay.routing', hint: 'pay.routing.hint', mode: 'numeric' },
    { name: 'accountNumber', label: 'pay.account', hint: 'pay.account.hint', mode: 'numeric' },
    { name: 'accountType', label: 'pay.type', values: ['checking', 'savings'] },
  ],
  name_and_address: [
    ...NAME,
    { name: 'line1', label: 'pay.line1', hint: 'pay.line1.hint' },
    { name: 'city', label: 'pay.city' },
    { name: 'region', label: 'pay.region' },
    { name: 'postalCode', label: 'pay.zip', hint: 'pay.zip.hint', mode: 'numeric' },
  ],
  instruction: [
    { name: 'way', label: 'pay.hand', values: ['check', 'cash', 'vendor'] },
    { name: 'payee', label: 'pay.payee', hint: 'pay.payee.hint' },
    { name: 'address', label: 'pay.address', hint: 'pay.address.hint', rows: '3' },
    { name: 'account', label: 'pay.vendor_account', hint: 'pay.vendor_account.hint' },
  ],
};

/** The ways on offer; with none, the promise that one will be found. */
export function waysModel(ways: readonly Way[], language: string): ViewModel {
  return {
    title: translate(language, 'pay.title'),
    back: PAYMENT_HOME,
    ways: wayChoices(
      ways.map(({ way }) => way),
      language,
    ),
    only: ways.length === 1 ? (ways[0]?.way ?? '') : '',
  };
}

/** "Who can see this account?" */
export function seenModel(way: Way, descriptor: string, language: string): ViewModel {
  return {
    title: translate(language, 'pay.title'),
    back: `${PAYMENT_HOME}/2`,
    rail: way.way,
    hint: translate(language, 'pay.seen.hint', { descriptor }),
    seers: choices('seen', 'pay.seen', ['only_me', 'someone', 'unsure'], language),
  };
}

/** Ways that nobody else sees, and why; she may go on with the one she chose. */
export function steerPage(
  way: Way,
  ways: readonly Way[],
  descriptor: string,
  language: string,
): View {
  const others = unseenWays(ways).map(({ way: name }) => name);
  return new View('applicant/payment-steer', {
    title: translate(language, 'pay.title'),
    back: `${PAYMENT_HOME}/2`,
    rail: way.way,
    descriptor,
    others: wayChoices(others, language),
  });
}

export function detailsModel(way: Way, language: string): ViewModel {
  const asked = detailsAsked(way);
  const company = companyOf(way);
  return {
    title: translate(language, 'pay.title'),
    back: `${PAYMENT_HOME}/2`,
    rail: way.way,
    way: wayName(way.way, language),
    lead: translate(language, `pay.details.${asked}`, { company }),
    fields: FIELDS[asked].map((field) => fieldModel(field, way, language)),
    ...(needsConsent(way) ? consentModel(way, company, language) : {}),
  };
}

function fieldModel(
  { name, label, hint, mode, rows, values }: Field,
  way: Way,
  language: string,
): ViewModel {
  return {
    name,
    label: translate(language, label),
    hint: hint === undefined ? '' : translate(language, hint),
    mode: mode ?? '',
    rows: rows ?? '',
    options: values ? choices(name, label, values, language) : null,
    list: listFor(name, way, language),
  };
}

/** The closed list of a field that has one. */
function listFor(
  name: string,
  { countries }: Way,
  language: string,
): { value: string; label: string }[] | null {
  if (name === 'region') return regionChoices(language);
  if (name !== 'country') return null;
  return countries.map((value) => ({ value, label: countryName(value, language) }));
}

function countryName(code: string, language: string): string {
  return new Intl.DisplayNames([language], { type: 'region' }).of(code) ?? code;
}

function regionChoices(language: string): { value: string; label: string }[] {
  const none = { value: '', label: translate(language, 'pay.region.none') };
  return [none, ...REGIONS.map(([value, label]) => ({ value, label }))];
}

function consentModel(way: Way, company: string, language: string): ViewModel {
  const told = way.recipientNeeds.map((need) => translate(language, `pay.told.${need}`)).join(', ');
  return {
    consents: [
      {
        id: 'consent',
        value: 'yes',
        label: translate(language, 'pay.consent.yes', { company }),
        hint: '',
      },
    ],
    consentHint: translate(language, 'pay.consent.hint', { company, told }),
  };
}

/** Who is told about her, by its name. */
function companyOf({ disclosesTo, provider }: Way): string {
  return properNoun(disclosesTo ?? provider);
}

export function properNoun(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** The page before anything leaves: numbers by their last digits only, because someone may be looking. */
export function checkModel(way: Way, details: PayeeDetails, language: string): ViewModel {
  const asked = detailsAsked(way);
  const values = new Map<string, string>(Object.entries(details));
  const line = (label: string, value: string): ViewModel => ({
    label: translate(language, label),
    value,
    change: `${PAYMENT_HOME}/2`,
  });
  return {
    title: translate(language, 'pay.title'),
    back: `${PAYMENT_HOME}/2`,
    rail: way.way,
    lines: [
      line('pay.check.way', wayName(way.way, language)),
      ...FIELDS[asked]
        .filter(({ name }) => (values.get(name) ?? '') !== '')
        .map((field) => line(field.label, shown(field, values.get(field.name) ?? '', language))),
    ],
    isTold: needsConsent(way),
    company: companyOf(way),
    isHosted: asked === 'name',
  };
}

function shown({ name, label, values }: Field, value: string, language: string): string {
  if (name === 'accountNumber') {
    return translate(language, 'pay.ending', { digits: value.slice(-2) });
  }
  if (name === 'country') return countryName(value, language);
  return values ? translate(language, `${label}.${value}`) : value;
}
