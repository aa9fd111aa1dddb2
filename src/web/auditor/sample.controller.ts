import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import {
  ATTRIBUTES,
  OUTCOMES,
  PapersExport,
  Samples,
  WorkingPapers,
  type Workbook,
} from '#assurance';
import type { Staff } from '#identity';
import { DomainError, Money, parseId, type Id } from '#kernel';
import type { ViewModel } from '#platform';
import { problemModel, type ProblemModel } from '../forms/problems.js';
import { readForm } from '../forms/read-form.js';
import { ForStaff } from '../http/access.js';
import { Download, Redirect, View } from '../http/view.js';
import { CurrentStaff } from '../http/visitor.js';
import {
  METHOD_WORDS,
  OUTCOME_WORDS,
  planWords,
  populationWords,
  stratumWords,
} from './sample-words.js';
import { ConcludeSampleForm } from './sample.form.js';

const PATH = '/audit/samples';
const NO_PROBLEMS: ProblemModel = { problems: [], errors: {}, typed: {} };

/** One sample: how it was drawn, what was found so far, what was concluded. */
@Controller('audit/samples/:id')
@ForStaff('auditor')
export class SampleController {
  constructor(
    private readonly samples: Samples,
    private readonly papers: WorkingPapers,
    private readonly exporter: PapersExport,
  ) {}

  @Get()
  async show(@Param('id') id: string): Promise<View> {
    return this.page(parseId('sample', id), NO_PROBLEMS, 200);
  }

  /** Draws the same sample once more from the journal as it stands now; keeps nothing. */
  @Get('again')
  async again(@Param('id') id: string): Promise<View> {
    const sample = parseId('sample', id);
    return new View('auditor/sample-again', {
      title: 'Drawn again',
      back: `${PATH}/${sample}`,
      isSame: await this.samples.isReproducible(sample),
    });
  }

  @Get('papers.csv')
  async csv(@CurrentStaff() staff: Staff, @Param('id') id: string): Promise<Download> {
    const sample = parseId('sample', id);
    const stream = await this.exporter.csv(staff.id, sample);
    return new Download(`working-papers-${sample}.csv`, 'text/csv', stream);
  }

  @Post('conclusion')
  async conclude(
    @CurrentStaff() staff: Staff,
    @Param('id') id: string,
    @Body() body: unknown,
  ): Promise<View | Redirect> {
    const sample = parseId('sample', id);
    const reading = await readForm(ConcludeSampleForm, body);
    if (!reading.ok) {
      return this.page(sample, problemModel(reading.problems, reading.typed), 422);
    }
    const { outcome, note, version } = reading.form;
    try {
      const order = { actor: staff.id, sample, outcome, note, version: Number(version) };
      await this.papers.conclude(order);
      return new Redirect(`${PATH}/${sample}`);
    } catch (error) {
      if (!(error instanceof DomainError) || error.kind === 'not_found') throw error;
      const field = error.code === 'NOTE_INVALID' ? 'note' : '';
      const problems = problemModel([{ field, message: error.message }], reading.typed);
      return this.page(sample, problems, error.kind === 'invalid' ? 422 : 409);
    }
  }

  private async page(id: Id<'sample'>, problems: ProblemModel, status: number): Promise<View> {
    return new View(
      'auditor/sample',
      { ...pageModel(await this.papers.workbook(id)), ...problems },
      status,
    );
  }
}

function pageModel({ sample, items, conclusions, projection }: Workbook): ViewModel {
  const { plan, currency, population } = sample;
  const money = (minor: bigint): string => Money.of(minor, currency).format();
  const signed = items.filter(({ paper }) => paper !== null).length;
  return {
    title: `Sample: ${METHOD_WORDS[plan.method].name}`,
    back: PATH,
    sample,
    method: METHOD_WORDS[plan.method],
    scope: populationWords(sample),
    population: {
      ...population,
      count: population.count.toLocaleString('en-US'),
      total: money(population.total),
    },
    upToSeq: String(sample.upToSeq),
    plan: planWords(plan, currency),
    intervalWords: intervalWords(sample.interval, money),
    allocations: sample.allocations.map(({ stratum, count, total, size }) => ({
      stratum: stratumWords(stratum, currency),
      count,
      total: money(total),
      size,
    })),
    items: items.map((item) => itemModel(item, currency, money)),
    signed,
    left: items.length - signed,
    isFinished: signed === items.length,
    isProjected: plan.method === 'monetary_unit',
    projection: {
      known: money(projection.known),
      projected: money(projection.projected),
      upperLimit: projection.upperLimit === null ? null : money(projection.upperLimit),
    },
    conclusions: conclusions.map((one) => ({
      ...one,
      outcome: OUTCOME_WORDS[one.outcome],
      projected: money(one.projected),
      upperLimit: one.upperLimit === null ? null : money(one.upperLimit),
    })),
    conclusionVersion: conclusions[0]?.version ?? 0,
    outcomes: OUTCOMES.map((value) => ({
      id: `outcome-${value}`,
      value,
      label: OUTCOME_WORDS[value],
    })),
  };
}

function itemModel(
  { n, seq, amount, stratum, isCertain, paper }: Workbook['items'][number],
  currency: Workbook['sample']['currency'],
  money: (minor: bigint) => string,
): ViewModel {
  return {
    n,
    seq: String(seq),
    amount: money(amount),
    stratum: stratum === null ? '' : stratumWords(stratum, currency),
    isCertain,
    isSigned: paper !== null,
    failed: paper === null ? [] : ATTRIBUTES.filter(({ code }) => paper.verdicts[code] === 'fail'),
    difference: paper !== null && paper.audited !== amount ? money(amount - paper.audited) : null,
    signedBy: paper?.signedBy ?? '',
    version: paper?.version ?? null,
  };
}

function intervalWords(
  interval: Workbook['sample']['interval'],
  money: (minor: bigint) => string,
): string | null {
  if (interval === null) return null;
  const whole = money(interval.total / BigInt(interval.size));
  return `${money(interval.total)} / ${String(interval.size)}, about ${whole}`;
}
