import type { DraftAnswers, DraftView } from '#applications';
import type { ViewModel } from '#platform';
import { readForm, UNEXPECTED, type FormProblem, type Typed } from '../../forms/read-form.js';

/** What one sent screen comes to: answers to keep (nothing kept when `stop`), or what to put right. */
export type ScreenReading =
  | { readonly ok: true; readonly answers: DraftAnswers; readonly stop?: boolean }
  | { readonly ok: false; readonly problems: readonly FormProblem[]; readonly typed: Typed };

/** The draft, and the ways to be paid that its programme offers. */
export interface DraftToAsk extends DraftView {
  readonly ways: readonly string[];
}

/** One question page: how it is filled, and how its form becomes answers. */
export interface Screen {
  readonly number: number;
  readonly template: string;
  /** Choices and figures of the page. */
  model(draft: DraftToAsk, language: string): ViewModel;
  /** The answers as the fields were typed, when the page is opened again. */
  typed(answers: DraftAnswers): Typed;
  read(body: unknown, draft: DraftToAsk): Promise<ScreenReading>;
}

/** A screen before its form class is closed over. */
interface ScreenOf<Form extends object> extends Omit<Screen, 'read'> {
  readonly form: new () => Form;
  /** Answers, or the problem that only the whole form shows. */
  decide(form: Form, draft: DraftToAsk): Decision;
}

type Decision =
  { readonly answers: DraftAnswers; readonly stop?: boolean } | { readonly problem: FormProblem };

/** Makes a screen of its form class and its rule. */
export function screen<Form extends object>(of: ScreenOf<Form>): Screen {
  return {
    number: of.number,
    template: of.template,
    model: (draft, language) => of.model(draft, language),
    typed: (answers) => of.typed(answers),
    read: async (body, draft) => {
      const reading = await readForm(of.form, body);
      if (!reading.ok) return { ...reading, problems: answerable(reading.problems) };
      const decision = of.decide(reading.form, draft);
      return 'problem' in decision
        ? { ok: false, problems: [decision.problem], typed: reading.typed }
        : { ok: true, ...decision };
    },
  };
}

/** When a form holds what no page of ours sends, that is said once and first. */
function answerable(problems: readonly FormProblem[]): FormProblem[] {
  const own = problems.filter(({ message }) => message !== UNEXPECTED);
  const isForeign = own.length < problems.length;
  return isForeign ? [{ field: '', message: UNEXPECTED }, ...own] : own;
}
