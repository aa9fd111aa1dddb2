import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { Policies } from '#approvals';
import { METHODS, newSeed, Samples, type Method, type Preview, type SampleLine } from '#assurance';
import type { Staff } from '#identity';
import { DomainError, Money } from '#kernel';
import { BooksService, ENTRY_KINDS } from '#ledger';
import type { ViewModel } from '#platform';
import { problemModel } from '../forms/problems.js';
import { readForm, type FormProblem, type Typed } from '../forms/read-form.js';
import { ForStaff } from '../http/access.js';
import { Redirect, View } from '../http/view.js';
import { CurrentStaff } from '../http/visitor.js';
import { fieldOf, readPlan, type PlanReading } from './sample-plan.js';
import {
  METHOD_WORDS,
  OUTCOME_WORDS,
  planWords,
  populationWords,
  stratumWords,
} from './sample-words.js';
import { ConfirmSampleForm, DrawSampleForm } from './sample.form.js';

const PATH = '/audit/samples';

/** Samples of the journal: which there are, and drawing a new one. A draw is kept for ever, so it is shown first. */
@Controller('audit/samples')
@ForStaff('auditor')
export class SamplesController {
  constructor(
    private readonly samples: Samples,
    private readonly books: BooksService,
    private readonly policies: Policies,
  ) {}

  @Get()
  async list(): Promise<View> {
    const samples = await this.samples.list();
    return new View('auditor/samples', {
      title: 'Samples',
      methods: METHODS.map((method) => ({ method, ...METHOD_WORDS[method] })),
      samples: samples.map(lineModel),
    });
  }

  @Get('new')
  async ask(@Query('method') method: unknown): Promise<View> {
    const chosen = METHODS.find((one) => one === method) ?? 'random';
    return this.form({ typed: { method: chosen, ...DEFAULTS, seed: newSeed() }, problems: [] });
  }

  /** What the draw would give; nothing is kept yet. */
  @Post('check')
  async check(@Body() body: unknown): Promise<View> {
    const reading = await readForm(DrawSampleForm, body);
    if (!reading.ok) return this.form(reading);
    return this.show(reading.form, reading.typed, []);
  }

  @Post()
  async draw(@CurrentStaff() staff: Staff, @Body() body: unknown): Promise<View | Redirect> {
    const reading = await readForm(ConfirmSampleForm, body);
    if (!reading.ok) return this.form(reading);
    const { form, typed } = reading;
    const plan = await this.planOf(form);
    if (!plan.ok) return this.form({ typed, problems: plan.problems });
    try {
      const order = { actor: staff.id, question: plan.question, plan: plan.plan, seen: form.seen };
      return new Redirect(`${PATH}/${await this.samples.draw(order)}`);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return this.show(form, typed, [{ field: '', message: error.message }]);
    }
  }

  private async show(
    form: DrawSampleForm,
    typed: Typed,
    problems: readonly FormProblem[],
  ): Promise<View> {
    const reading = await this.planOf(form);
    if (!reading.ok) return this.form({ typed, problems: reading.problems });
    try {
      const { plan, question } = reading;
      const preview = await this.samples.preview(question, plan);
      const model = checkModel(reading, preview, typed);
      const status = problems.length === 0 ? 200 : 409;
      return new View(
        'auditor/sample-check',
        { ...model, ...problemModel(problems, typed) },
        status,
      );
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return this.form({ typed, problems: [{ field: fieldOf(error), message: error.message }] });
    }
  }

  private async planOf(form: DrawSampleForm): Promise<PlanReading> {
    const { fund, currency } = form;
    const funds = await this.books.funds();
    if (fund !== '' && !funds.some(({ code }) => code === fund)) {
      return { ok: false, problems: [{ field: 'fund', message: 'Choose one of the funds.' }] };
    }
    return readPlan(form, await this.thresholds(currency));
  }

  /** Amounts at which the newest approval policy asks for more people. */
  private async thresholds(currency: string): Promise<bigint[]> {
    const policy = (await this.policies.list()).find((one) => one.currency === currency);
    const ends = (policy?.tiers ?? []).flatMap(({ upToMinor }) => upToMinor ?? []);
    return [...new Set(ends)];
  }

  private async form({
    typed,
    problems,
  }: {
    readonly typed: Typed;
    readonly problems: readonly FormProblem[];
  }): Promise<View> {
    const { typed: kept, ...shown } = problemModel(problems, typed);
    const method = METHODS.find((one) => one === typed['method']) ?? 'random';
    return new View(
      'auditor/sample-new',
      {
        title: `New sample: ${METHOD_WORDS[method].name}`,
        back: PATH,
        ...shown,
        typed: { ...kept, kinds: [kept['kinds'] ?? []].flat() },
        method,
        words: METHOD_WORDS[method],
        asksFor: asksFor(method),
        funds: await this.books.funds(),
        currencies: ['USD', 'MXN', 'JPY'],
        kinds: ENTRY_KINDS.map((kind) => ({ id: `kind-${kind}`, value: kind, label: kind })),
        partsBy: PARTS_BY,
        thresholds: (await this.thresholds('USD')).map((end) => Money.of(end, 'USD').format()),
      },
      problems.length === 0 ? 200 : 422,
    );
  }
}

const DEFAULTS: Typed = {
  kinds: ['payout.initiated'],
  currency: 'USD',
  size: '25',
  by: 'kind',
  bands: '100; 300; 500; 1500',
  percent: '5',
  unit: '100',
};

const PARTS_BY: readonly ViewModel[] = [
  { id: 'by-kind', value: 'kind', label: 'Kind of entry' },
  { id: 'by-rail', value: 'rail', label: 'Way of paying' },
  { id: 'by-amount', value: 'amount', label: 'Bands of amount' },
];

/** Which fields a method has beside the population. */
function asksFor(method: Method): Readonly<Record<string, boolean>> {
  return {
    chance: ['random', 'monetary_unit', 'stratified'].includes(method),
    parts: method === 'stratified',
    limit: method === 'over_limit',
    percent: method === 'under_threshold',
    unit: method === 'round_amounts',
  };
}

function checkModel(
  { plan, question }: PlanReading & { ok: true },
  { population, selection }: Preview,
  typed: Typed,
): ViewModel {
  const { currency } = question;
  const money = (minor: bigint): string => Money.of(minor, currency).format();
  const fields = Object.entries(typed).filter(([name]) => name !== 'seen');
  return {
    title: 'Check before you draw',
    method: METHOD_WORDS[plan.method].name,
    population: populationWords(question),
    count: population.count.toLocaleString('en-US'),
    total: money(population.total),
    digest: population.digest,
    plan: planWords(plan, currency),
    items: selection.items.length,
    certain: selection.items.filter(({ isCertain }) => isCertain).length,
    chosenTotal: money(selection.items.reduce((sum, { amount }) => sum + amount, 0n)),
    isTargeted: !('seed' in plan),
    isEmpty: selection.items.length === 0,
    allocations: selection.allocations.map(({ stratum, count, total, size }) => ({
      stratum: stratumWords(stratum, currency),
      count,
      total: money(total),
      size,
    })),
    hidden: fields.flatMap(([name, value]) => [value].flat().map((one) => ({ name, value: one }))),
    again: `${PATH}/new?method=${plan.method}`,
  };
}

function lineModel(line: SampleLine): ViewModel {
  const { method, outcome, items, signed } = line;
  return {
    ...line,
    method: METHOD_WORDS[method].name,
    isFinished: signed === items,
    outcome: outcome === null ? null : OUTCOME_WORDS[outcome],
  };
}
