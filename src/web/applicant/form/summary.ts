import { missingScreens, usesTelephone, type DraftAnswers, type DraftView } from '#applications';
import { Money } from '#kernel';
import { translate } from '#platform';
import { masked } from '../contact-values.js';
import { isExplained, wayName } from '../payment/ways.js';

/** One line of the check page. */
export interface SummaryLine {
  readonly label: string;
  readonly value: string;
  readonly change: string;
}

/** What she answered, as she would say it, with a way to change each line. */
export function summaryOf({ answers, programme }: DraftView, language: string): SummaryLine[] {
  const say = (key: string): string => translate(language, key);
  const nothing = say('check.none');
  const line = (name: string, screen: number, value: string | undefined): SummaryLine => ({
    label: say(`check.${name}`),
    value: value === undefined || value === '' ? nothing : value,
    change: `/f/${String(screen)}?c=1`,
  });
  return [
    line('who', 3, answers.filledBy && say(`who.${answers.filledBy}`)),
    line('needs', 4, needsText(answers, language)),
    line('amount', 5, amountText(answers.amount, programme.currency)),
    line('name', 6, [answers.name, answers.pronouns].filter(Boolean).join(', ')),
    line('contact', 7, contactText(answers, language)),
    ...(usesTelephone(answers) ? [line('safety', 8, safetyText(answers, language))] : []),
    line('word', 9, answers.codeWord === undefined ? undefined : say('check.set')),
    line('pay', 10, payText(answers, language)),
    line('voucher', 11, answers.voucher && say(`voucher.${answers.voucher.answer}`)),
    line('words', 12, answers.anythingElse),
  ];
}

/** Questions that still need an answer, as links. */
export function missingLinks(
  answers: DraftAnswers,
  language: string,
): { readonly href: string; readonly text: string }[] {
  return missingScreens(answers).map((screen) => ({
    href: `/f/${String(screen)}?c=1`,
    text: translate(language, 'check.missing', { number: String(screen) }),
  }));
}

function needsText({ needs, otherNeed, when }: DraftAnswers, language: string): string {
  const list = (needs ?? []).map((need) =>
    need === 'other' && otherNeed ? otherNeed : translate(language, `need.${need}`),
  );
  return [...list, ...(when ? [translate(language, `when.${when}`)] : [])].join(', ');
}

function amountText(amount: string | undefined, currency: 'USD' | 'MXN' | 'JPY'): string {
  return amount === undefined ? '' : Money.parse(amount, currency).formatShort();
}

function contactText({ channels, contacts }: DraftAnswers, language: string): string | undefined {
  if (channels?.length === 0) return translate(language, 'way.none');
  return channels
    ?.map((channel) => {
      const contact = contacts?.[channel];
      const way = translate(language, `way.${channel}`);
      return contact ? `${way}: ${masked(channel, contact)}` : way;
    })
    .join('; ');
}

function safetyText({ safety, channels }: DraftAnswers, language: string): string {
  const times = (safety?.windows ?? []).map((window) => translate(language, `window.${window}`));
  const voicemail = `voicemail.${safety?.voicemail ? 'yes' : 'no'}`;
  return [
    times.length > 0 ? times.join(', ') : translate(language, 'check.no_times'),
    ...(channels?.includes('call') ? [translate(language, voicemail)] : []),
  ].join('; ');
}

function payText({ rail }: DraftAnswers, language: string): string | undefined {
  if (rail === undefined) return undefined;
  return rail !== null && isExplained(rail)
    ? wayName(rail, language)
    : translate(language, 'way_to_pay.unsure');
}
