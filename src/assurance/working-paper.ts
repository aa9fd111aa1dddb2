import { noteInvalid, paperInvalid } from './assurance.errors.js';

/** What is looked at for every item of a sample. */
export const ATTRIBUTES = [
  { code: 'two_people', text: 'At least two different people stand behind it' },
  { code: 'within_policy', text: 'As many people approved as the policy asks for this amount' },
  { code: 'amount_agrees', text: 'The amount agrees with the decision' },
  { code: 'verified_method', text: 'It was paid to a verified way of paying' },
  { code: 'settled', text: 'It was settled, or came back and that was recorded' },
  { code: 'right_period', text: 'It stands in the period it belongs to' },
] as const;
export type Attribute = (typeof ATTRIBUTES)[number]['code'];

export const VERDICTS = ['pass', 'fail', 'not_applicable'] as const;
export type Verdict = (typeof VERDICTS)[number];
export type Verdicts = Readonly<Record<Attribute, Verdict>>;

/** What the system itself can say: an answer to check, never the auditor's own finding. */
export interface Fact {
  readonly verdict: Verdict;
  readonly says: string;
}
export type Facts = Readonly<Record<Attribute, Fact>>;

/** Whether `value` is a verdict for every attribute and nothing else. Throws `PAPER_INVALID` (invalid). */
export function checkVerdicts(verdicts: Readonly<Record<string, string>>): Verdicts {
  for (const { code, text } of ATTRIBUTES) {
    if (!VERDICTS.some((verdict) => verdict === verdicts[code])) {
      throw paperInvalid(`Say pass, fail or not applicable: ${text}.`);
    }
  }
  return Object.fromEntries(
    ATTRIBUTES.map(({ code }) => [code, verdicts[code]]),
  ) as unknown as Verdicts;
}

const LONGEST_NOTE = 500;
const LONGEST_CONCLUSION = 1_000;

/**
 * A note of a paper: nothing personal may enter, because papers outlive erasure. Throws `NOTE_INVALID` (invalid)
 * for an e-mail address, for seven digits or more in a row (spaces and dashes do not break a row), and for length.
 */
export function checkNote(note: string, longest = LONGEST_NOTE): string {
  const text = note.trim();
  if (text.length > longest) {
    throw noteInvalid(`A note has at most ${longest.toLocaleString('en-US')} characters.`);
  }
  if (text.includes('@')) throw noteInvalid('A note holds no e-mail address.');
  if (/(?:[0-9][ ().+-]*){7,}/.test(text)) {
    throw noteInvalid('A note holds no long numbers: name an entry by its item here.');
  }
  return text;
}

/** A paper with a fail says what is wrong. Throws `NOTE_INVALID` (invalid). */
export function checkFailIsExplained(verdicts: Verdicts, note: string): void {
  if (Object.values(verdicts).includes('fail') && note === '') {
    throw noteInvalid('Say what failed.');
  }
}

export const OUTCOMES = ['satisfied', 'exceptions', 'no_conclusion'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** The same for the conclusion, which always says why. Throws `NOTE_INVALID` (invalid). */
export function checkConclusion(note: string): string {
  const text = checkNote(note, LONGEST_CONCLUSION);
  if (text === '') throw noteInvalid('Say what the conclusion rests on.');
  return text;
}
