import {
  FILLERS,
  NEEDS,
  SAFEST,
  URGENCIES,
  type ContactSafety,
  type DraftView,
} from '#applications';
import { DomainError, Money } from '#kernel';
import { translate, type ViewModel } from '#platform';
import { CHANNELS, WINDOWS } from '#privacy';
import { choices, hinted } from './choices.js';
import {
  AmountForm,
  AnythingForm,
  CanIAskForm,
  CodeWordForm,
  ContactSafetyForm,
  NameForm,
  NeedsForm,
  PayForm,
  SAFE_DAYS,
  VoucherForm,
  WaysForm,
  WhoFillsForm,
} from './screen-forms.js';
import { screen, type Screen } from './screens.js';
import { wayHint, wayName } from '../payment/ways.js';

/** Screens 2 to 12: one question each. Screen 1 is the warning before them; 13 and 14 check and send. */
export const QUESTION_SCREENS: readonly Screen[] = [
  screen({
    number: 2,
    template: 'applicant/can-i-ask',
    form: CanIAskForm,
    model: (_, language) => ({ fits: choices('fits', 'fits', ['me', 'unsure', 'no'], language) }),
    // The answer decides nothing and is not kept.
    typed: () => ({}),
    decide: ({ fits }) => ({ answers: {}, stop: fits === 'no' }),
  }),
  screen({
    number: 3,
    template: 'applicant/who-fills',
    form: WhoFillsForm,
    model: (_, language) => ({ who: choices('who', 'who', FILLERS, language) }),
    typed: ({ filledBy }) => (filledBy ? { who: filledBy } : {}),
    decide: ({ who, consent }) =>
      who === 'advocate' && consent !== 'yes'
        ? { problem: { field: 'consent', message: 'err.consent' } }
        : { answers: { filledBy: who } },
  }),
  screen({
    number: 4,
    template: 'applicant/needs',
    form: NeedsForm,
    model: (_, language) => ({
      needs: choices('needs', 'need', NEEDS, language),
      when: choices('when', 'when', [...URGENCIES, 'unsure'], language),
    }),
    typed: ({ needs, otherNeed, when }) => ({
      ...(needs ? { needs } : {}),
      ...(otherNeed === undefined ? {} : { other: otherNeed }),
      ...(when === undefined ? {} : { when: when ?? 'unsure' }),
    }),
    decide: ({ needs, other, when }) => ({
      answers: {
        needs,
        otherNeed: other || undefined,
        when: when === undefined || when === 'unsure' ? null : when,
      },
    }),
  }),
  screen({
    number: 5,
    template: 'applicant/amount',
    form: AmountForm,
    model: ({ programme }) => ({
      least: programme.least.formatShort(),
      most: programme.most.formatShort(),
      mostTyped: programme.most.toDecimal().replace(/\.00$/, ''),
    }),
    typed: ({ amount }) => (amount === undefined ? {} : { amount }),
    decide: ({ amount }, draft) => {
      const message = amountProblem(amount, draft);
      return message === null ? { answers: { amount } } : { problem: { field: 'amount', message } };
    },
  }),
  screen({
    number: 6,
    template: 'applicant/name',
    form: NameForm,
    model: () => ({}),
    typed: ({ name, pronouns }) => ({
      ...(name === undefined ? {} : { name }),
      ...(pronouns === undefined ? {} : { pronouns }),
    }),
    decide: ({ name, pronouns }) => ({ answers: { name, pronouns: pronouns || undefined } }),
  }),
  screen({
    number: 7,
    template: 'applicant/ways',
    form: WaysForm,
    model: (_, language) => ({
      ways: hinted(
        choices('ways', 'way', [...CHANNELS, 'none'], language),
        'way',
        ['sms', 'letter', 'none'],
        language,
      ),
    }),
    typed: ({ channels }) => (channels ? { ways: channels.length > 0 ? channels : ['none'] } : {}),
    decide: ({ ways }) => {
      const channels = CHANNELS.filter((channel) => ways.includes(channel));
      return channels.length > 0 && ways.includes('none')
        ? { problem: { field: 'ways', message: 'err.contact_both' } }
        : { answers: { channels } };
    },
  }),
  screen({
    number: 8,
    template: 'applicant/contact-safety',
    form: ContactSafetyForm,
    model: ({ answers }, language) => ({
      name: answers.name ?? '',
      windows: choices('windows', 'window', WINDOWS, language),
      voicemail: choices('voicemail', 'voicemail', ['no', 'yes'], language),
      shared: choices('shared', 'shared', ['yes', 'no'], language),
      days: choices('days', 'days', SAFE_DAYS, language),
      calls: answers.channels?.includes('call') ?? false,
    }),
    typed: ({ safety }) => typedSafety(safety ?? SAFEST),
    decide: ({ windows, voicemail, shared, days }) => ({
      answers: {
        safety: {
          windows: windows ?? [],
          voicemail: voicemail === 'yes',
          sharedDevice: shared !== 'no',
          days: Number(days ?? SAFEST.days),
        },
      },
    }),
  }),
  screen({
    number: 9,
    template: 'applicant/code-word',
    form: CodeWordForm,
    model: () => ({}),
    typed: ({ codeWord, askQuestion }) => ({
      ...(codeWord === undefined ? {} : { word: codeWord }),
      ...(askQuestion ? { ask: 'yes' } : {}),
    }),
    decide: ({ word, ask }, { answers }) =>
      word && isGuessable(word, answers.name ?? '')
        ? { problem: { field: 'word', message: 'err.word' } }
        : { answers: { codeWord: word || undefined, askQuestion: ask === 'yes' } },
  }),
  screen({
    number: 10,
    template: 'applicant/pay',
    form: PayForm,
    model: ({ ways }, language) => payModel(ways, language),
    typed: ({ rail }) => (rail === undefined ? {} : { rail: rail ?? 'unsure' }),
    decide: ({ rail }, { ways }) => {
      if (rail === 'unsure') return { answers: { rail: null } };
      return ways.includes(rail)
        ? { answers: { rail } }
        : { problem: { field: 'rail', message: 'err.pay' } };
    },
  }),
  screen({
    number: 11,
    template: 'applicant/voucher',
    form: VoucherForm,
    model: (_, language) => ({
      voucher: choices('voucher', 'voucher', ['yes', 'no', 'unsure'], language),
    }),
    typed: ({ voucher }) =>
      voucher
        ? {
            voucher: voucher.answer,
            worker: voucher.name ?? '',
            agency: voucher.agency ?? '',
          }
        : {},
    decide: ({ voucher, worker, agency }) => ({
      answers: {
        voucher: voucher && {
          answer: voucher,
          name: worker || undefined,
          agency: agency || undefined,
        },
      },
    }),
  }),
  screen({
    number: 12,
    template: 'applicant/anything-else',
    form: AnythingForm,
    model: () => ({}),
    typed: ({ anythingElse }) => (anythingElse === undefined ? {} : { words: anythingElse }),
    decide: ({ words }) => ({ answers: { anythingElse: words || undefined } }),
  }),
];

/** What is wrong with an amount, as a key; null when it can be asked for. */
function amountProblem(text: string, { programme }: DraftView): string | null {
  try {
    const amount = Money.parse(text, programme.currency);
    if (amount.isMoreThan(programme.most)) return 'err.amount_over';
    return programme.least.isMoreThan(amount) ? 'err.amount' : null;
  } catch (error) {
    if (error instanceof DomainError) return 'err.amount';
    throw error;
  }
}

function typedSafety({ windows, voicemail, sharedDevice, days }: ContactSafety): {
  [field: string]: string | readonly string[];
} {
  return {
    windows,
    voicemail: voicemail ? 'yes' : 'no',
    shared: sharedDevice ? 'yes' : 'no',
    days: String(days),
  };
}

/** A caller could read out her name or count; such a word proves nothing. */
function isGuessable(word: string, name: string): boolean {
  return word.toLowerCase() === name.toLowerCase() || /^[\p{Nd}\s-]+$/u.test(word);
}

/** The ways the fund can pay now, and "not sure yet". With one way only, the page tells more than it asks. */
function payModel(offered: readonly string[], language: string): ViewModel {
  const ways = offered.map((way) => ({
    value: way,
    label: wayName(way, language),
    hint: wayHint(way, language),
  }));
  const unsure = { value: 'unsure', label: translate(language, 'way_to_pay.unsure'), hint: '' };
  return {
    isOnly: ways.length === 1,
    rails: [...ways, unsure].map((way, index) => ({
      ...way,
      id: index === 0 ? 'rail' : `rail-${way.value}`,
    })),
  };
}
