import { chooseBank, codeOn, type WayBack } from '../../src/cli/story/applicant.js';
import type { Visitor } from '../../src/cli/story/visitor.js';

/** Everything one person types, in words and numbers that occur nowhere else. */
export interface Person {
  readonly name: string;
  readonly pronouns: string;
  readonly otherNeed: string;
  /** As she types it, and as a gateway needs it. */
  readonly mobile: string;
  readonly mobileDialled: string;
  readonly landline: string;
  readonly landlineDialled: string;
  readonly mail: string;
  readonly advocate: string;
  readonly letter: string;
  readonly codeWord: string;
  readonly worker: string;
  readonly agency: string;
  readonly anythingElse: string;
  readonly appeal: string;
  readonly givenName: string;
  readonly surname: string;
  readonly routingNumber: string;
  readonly accountNumber: string;
  readonly checkIn: string;
  readonly pin: string;
}

export const PAID: Person = {
  name: 'Zyxandra Quillfeather',
  pronouns: 'zhe-zhim-zhers',
  otherNeed: 'a vortexbuggy for the twins',
  mobile: '(415) 731-8842',
  mobileDialled: '+14157318842',
  landline: '(628) 249-7753',
  landlineDialled: '+16282497753',
  mail: 'quizzical.mongoose@hidden-mailbox.example.org',
  advocate: 'Brunhilda Oxenstierna',
  letter: '17 Wobblethorn Crescent, Umberhollow',
  codeWord: 'tangerine-zeppelin',
  worker: 'Ignatius Fernsby',
  agency: 'Larkspur Harbourlight Centre',
  anythingElse: 'my landlord Grimsditch comes on Wednesdays',
  appeal: '',
  givenName: 'Xanthippe',
  surname: "O'Quagglesworth",
  routingNumber: '121000358',
  accountNumber: '826491733558',
  checkIn: 'the clerk Peverell asked odd things',
  pin: '470915',
};

export const DECLINED: Person = {
  ...PAID,
  name: 'Ñañandubay Yggdrasilova',
  pronouns: 'elle-ellx-plx',
  otherNeed: 'un kilimanjarito azul',
  mobile: '(206) 418-3397',
  mobileDialled: '+12064183397',
  landline: '(503) 771-2296',
  landlineDialled: '+15037712296',
  mail: 'marmota.silenciosa@buzon-oculto.example.org',
  advocate: 'Casimira Bartolozzi',
  letter: 'Calle Chisporroteo 88, Umbralia',
  codeWord: 'murcielago-violeta',
  worker: 'Eustaquio Zamarripa',
  agency: 'Centro Farolito Escondido',
  anythingElse: 'mi vecino Rascachichas mira la calle',
  appeal: 'olvidaron contar a mi abuela Petronila',
  pin: '618273',
};

/** What staff type about her. */
export const STAFF_WORDS = {
  reviewNote: 'gentle reader of Xylotown remarks',
  returnNote: 'look again at the Brobdingnag receipts',
  wordsToHer: 'warm regards from the Lilliput desk',
  wordsWithNo: 'saludos tibios del escritorio Blefuscu',
} as const;

/** Values long enough to be unmistakable; PINs are looked for apart, because six digits occur by chance. */
export const wordsOf = (person: Person): string[] =>
  Object.entries(person).flatMap(([field, value]: [string, string]) =>
    field === 'pin' || value === '' ? [] : [value],
  );

/** The same in pieces, for a place that keeps half a name or writes a number in another way. */
export const piecesOf = ({
  name,
  advocate,
  worker,
  mobileDialled,
  landlineDialled,
}: Person): string[] => [
  ...[name, advocate, worker].flatMap((words) => words.split(' ')),
  ...[mobileDialled, landlineDialled].map((number) => number.slice('+1'.length)),
];

const WINDOWS = [
  'weekday_morning',
  'weekday_afternoon',
  'weekday_evening',
  'weekend_morning',
  'weekend_afternoon',
  'weekend_evening',
];

/** Answers every question with everything it takes, page by page, and sends. */
export async function askWithEverything(
  visitor: Visitor,
  person: Person,
  amount: string,
): Promise<WayBack> {
  await visitor.open('/f/1');
  await visitor.send();
  await visitor.send({ fits: 'me' });
  await visitor.send({ who: 'advocate', consent: 'yes' });
  await visitor.send({ needs: ['housing', 'other'], other: person.otherNeed, when: 'week' });
  await visitor.send({ amount });
  await provoke(visitor, 'name', person.name);
  await visitor.send({ name: person.name, pronouns: person.pronouns });
  await visitor.send({ ways: ['sms', 'call', 'email', 'advocate', 'letter'] });
  await visitor.send({ value: person.mobile });
  await visitor.send({ value: person.landline });
  await provoke(visitor, 'value', person.mail);
  await visitor.send({ value: person.mail });
  await visitor.send({ value: person.advocate });
  await visitor.send({ value: person.letter });
  await visitor.send({ windows: WINDOWS, voicemail: 'no', shared: 'no', days: '90' });
  await visitor.send({ word: person.codeWord, ask: 'yes' });
  await visitor.send({ rail: 'unsure' });
  await visitor.send({ voucher: 'yes', worker: person.worker, agency: person.agency });
  await provoke(visitor, 'words', person.anythingElse);
  await visitor.send({ words: person.anythingElse });
  await expectKept(visitor, person);
  await visitor.send();
  await visitor.send({ pin: person.pin });
  return { code: codeOn(visitor.page.text), pin: person.pin };
}

/** The pages show what was understood: nothing was dropped on the way, so the search is not in vain. */
async function expectKept(visitor: Visitor, person: Person): Promise<void> {
  const { name, pronouns, otherNeed, advocate, letter, codeWord, worker, agency } = person;
  const shown: Readonly<Record<string, readonly string[]>> = {
    '/f/9?c=1': [codeWord],
    '/f/11?c=1': [worker, agency],
    '/f/13': [name, pronouns, otherNeed, advocate, letter, person.anythingElse],
  };
  for (const [path, values] of Object.entries(shown)) {
    const { html } = await visitor.open(path);
    const missing = values.filter((value) => !html.includes(value));
    if (missing.length > 0) throw new Error(`${path} does not show ${missing.join('; ')}.`);
  }
}

/** Sends what must be refused, with a planted value inside it: too long, with null bytes, in a broken form. */
export async function provoke(visitor: Visitor, field: string, value: string): Promise<void> {
  const { path } = visitor.page;
  const back = visitor.page;
  for (const wrong of [value.repeat(200), `${value}\u0000`, '', ` ${'x'.repeat(2_500)}${value}`]) {
    await visitor.post(path, { [field]: wrong });
  }
  await visitor.post(path, { [field]: [value, value], [value]: value });
  await visitor.request('POST', path, {
    body: `{"${field}": "${value}"`,
    type: 'application/json',
  });
  await visitor.request('POST', path, { body: value.repeat(5_000), type: 'text/plain' });
  await visitor.request(
    'GET',
    `/nowhere/${encodeURIComponent(value)}?q=${encodeURIComponent(value)}`,
  );
  await visitor.open(back.path);
}

/** Says where the money should go, with numbers that are wrong first. */
export async function setUpWithEverything(visitor: Visitor, person: Person): Promise<void> {
  const { givenName, surname, routingNumber, accountNumber } = person;
  const rest = { accountType: 'checking', consent: 'yes' };
  await chooseBank(visitor);
  await visitor.send({ ...rest, givenName, surname, accountNumber, routingNumber: '121000359' });
  await provoke(visitor, 'surname', surname);
  await chooseBank(visitor);
  await visitor.send({ ...rest, givenName, surname, accountNumber, routingNumber });
  await visitor.send();
}
