import type { ViewModel } from '#platform';
import { problemModel } from '../../forms/problems.js';
import type { FormProblem, Typed } from '../../forms/read-form.js';
import { View } from '../../http/view.js';

/** What was wrong with a form, and what was typed. */
interface Problems {
  readonly problems: readonly FormProblem[];
  readonly typed: Typed;
}

/** The same page again: every problem in her language, at its field and above, and nothing she typed is lost. */
export function answerProblems(
  template: string,
  model: ViewModel,
  { problems, typed }: Problems,
  language: string,
): View {
  const values = Object.fromEntries(
    Object.entries(model).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  );
  return new View(
    template,
    {
      ...model,
      ...problemModel(problems, typed, language, values),
      messages: problems.map(({ message }) => message),
    },
    422,
  );
}
