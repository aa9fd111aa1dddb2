import type { PopulationQuestion, SamplePlan } from '#assurance';
import { DomainError, Money, type Currency } from '#kernel';
import type { FormProblem } from '../forms/read-form.js';
import type { DrawSampleForm } from './sample.form.js';

/** A form that was understood, or what is wrong with it. */
export type PlanReading =
  | { readonly ok: true; readonly plan: SamplePlan; readonly question: PopulationQuestion }
  | { readonly ok: false; readonly problems: readonly FormProblem[] };

const MOST_BANDS = 10;

/** Turns a form into a plan; `thresholds` are the amounts of the approval policy, minor units. */
export function readPlan(form: DrawSampleForm, thresholds: readonly bigint[]): PlanReading {
  try {
    return { ok: true, plan: planOf(form, thresholds), question: questionOf(form) };
  } catch (error) {
    if (error instanceof FieldProblem) return { ok: false, problems: [error.problem] };
    throw error;
  }
}

/** Where on the form a refusal of the draw belongs. */
export function fieldOf({ code }: DomainError): string {
  const fields: Readonly<Record<string, string>> = {
    SAMPLE_SIZE_INVALID: 'size',
    STRATA_TOO_MANY: 'size',
    SEED_INVALID: 'seed',
    POPULATION_INVALID: 'from',
    POPULATION_EMPTY: 'from',
    POPULATION_TOO_LARGE: 'from',
  };
  return fields[code] ?? '';
}

class FieldProblem extends Error {
  constructor(readonly problem: FormProblem) {
    super(problem.message);
  }
}

function questionOf({ kinds, fund, currency, from, to }: DrawSampleForm): PopulationQuestion {
  return { kinds, fund: fund || null, currency, from: from || null, to: to || null };
}

function planOf(form: DrawSampleForm, thresholds: readonly bigint[]): SamplePlan {
  const { method, currency } = form;
  switch (method) {
    case 'random':
    case 'monetary_unit':
      return { method, ...chanceOf(form) };
    case 'stratified':
      return { method, ...chanceOf(form), ...partsOf(form) };
    case 'over_limit':
      return { method, limit: amountOf('limit', form.limit, currency) };
    case 'under_threshold':
      if (thresholds.length === 0) throw problem('', 'The policy has no thresholds in it.');
      return { method, percent: Number(needed('percent', form.percent)), thresholds };
    case 'round_amounts':
      return { method, unit: amountOf('unit', form.unit, currency) };
  }
}

function chanceOf({ size, seed }: DrawSampleForm): { size: number; seed: string } {
  return { size: Number(needed('size', size)), seed: needed('seed', seed) };
}

function partsOf({
  by = 'kind',
  bands = '',
  currency,
}: DrawSampleForm): Pick<SamplePlan & { method: 'stratified' }, 'by' | 'bands'> {
  if (by !== 'amount') return { by, bands: [] };
  const ends = bands.split(';').map((text) => amountOf('bands', text.trim(), currency));
  const isRising = ends.every((end, index) => index === 0 || end > (ends[index - 1] ?? 0n));
  if (ends.length > MOST_BANDS || !isRising) {
    throw problem(
      'bands',
      'Give one to ten amounts from small to large, with a semicolon between.',
    );
  }
  return { by, bands: ends };
}

function amountOf(field: string, text: string | undefined, currency: Currency): bigint {
  const typed = needed(field, text);
  let amount: Money;
  try {
    amount = Money.parse(typed, currency);
  } catch (error) {
    if (error instanceof DomainError) throw problem(field, error.message);
    throw error;
  }
  if (amount.minor > 0n) return amount.minor;
  throw problem(field, 'Enter an amount above zero.');
}

function needed(field: string, text: string | undefined): string {
  if (text !== undefined && text !== '') return text;
  throw problem(field, 'This is needed for this method.');
}

const problem = (field: string, message: string): FieldProblem =>
  new FieldProblem({ field, message });
