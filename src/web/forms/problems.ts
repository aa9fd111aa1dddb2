import { translate } from '#platform';
import type { FormProblem, Typed } from './read-form.js';

/** What a page needs to show a form again: the same words in the summary and at the field, the typing kept. */
export interface ProblemModel {
  readonly problems: readonly { readonly field: string; readonly text: string }[];
  readonly errors: Readonly<Record<string, string>>;
  readonly typed: Typed;
}

/** For applicant pages pass the language: messages that are keys of the catalogue become its texts. */
export function problemModel(
  problems: readonly FormProblem[],
  typed: Typed,
  language?: string,
  values: Readonly<Record<string, string>> = {},
): ProblemModel {
  const shown = problems.map(({ field, message }) => ({
    field,
    text: isKey(message) ? translate(language ?? 'en', message, values) : message,
  }));
  return {
    problems: shown,
    errors: Object.fromEntries(shown.map(({ field, text }) => [field, text])),
    typed,
  };
}

const isKey = (message: string): boolean => /^err\.[a-zA-Z0-9._]+$/.test(message);
