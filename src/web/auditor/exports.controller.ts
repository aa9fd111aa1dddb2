import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ExportJobs, FORMATS } from '#exports';
import type { Staff } from '#identity';
import { Clock, parseId, utcDate } from '#kernel';
import { BooksService } from '#ledger';
import { problemModel } from '../forms/problems.js';
import { readForm, type FormProblem, type Typed } from '../forms/read-form.js';
import { ForStaff } from '../http/access.js';
import { Download, Redirect, View } from '../http/view.js';
import { CurrentStaff } from '../http/visitor.js';
import { AskExportForm } from './export.form.js';
import { exportModel } from './export-model.js';
import { textsOf } from './journal-question.js';

/** Files for an auditor's own tools: asked for here, made apart, recorded in the log before their first byte leaves. */
@Controller('audit/exports')
@ForStaff('auditor')
export class ExportsController {
  constructor(
    private readonly jobs: ExportJobs,
    private readonly books: BooksService,
    private readonly clock: Clock,
  ) {}

  /** Other pages lead here with the format, days and fund they show. */
  @Get()
  async show(@CurrentStaff() staff: Staff, @Query() query: unknown): Promise<View> {
    const today = utcDate(this.clock.now());
    const usual = { format: 'csv', from: `${today.slice(0, 4)}-01-01`, to: today };
    return this.page(staff, [], { ...usual, ...textsOf(query) });
  }

  @Post()
  async ask(@CurrentStaff() staff: Staff, @Body() body: unknown): Promise<View | Redirect> {
    const reading = await readForm(AskExportForm, body);
    if (!reading.ok) return this.page(staff, reading.problems, reading.typed);
    const { format, from, to, fund = '' } = reading.form;
    const problems = await this.problemsOf(reading.form);
    if (problems.length > 0) return this.page(staff, problems, reading.typed);
    await this.jobs.ask({ format, from, to, fund: fund === '' ? null : fund, actor: staff.id });
    return new Redirect('/audit/exports');
  }

  @Get(':id/file')
  async file(@Param('id') id: string): Promise<Download> {
    const { job, stream } = await this.jobs.open(parseId('export', id));
    const { format, from, to, fund } = job.order;
    const name = ['books', format, from, to, ...(fund === null ? [] : [fund])].join('-');
    return new Download(`${name}.zip`, 'application/zip', stream);
  }

  private async problemsOf({ from, to, fund = '' }: AskExportForm): Promise<FormProblem[]> {
    const funds = await this.books.funds();
    return [
      ...(from > to ? [{ field: 'to', message: 'The last day comes after the first.' }] : []),
      ...(fund === '' || funds.some(({ code }) => code === fund)
        ? []
        : [{ field: 'fund', message: 'Choose one of the funds.' }]),
    ];
  }

  private async page(staff: Staff, problems: readonly FormProblem[], typed: Typed): Promise<View> {
    const jobs = await this.jobs.latest();
    return new View(
      'auditor/exports',
      {
        title: 'Exports',
        funds: await this.books.funds(),
        formats: FORMATS.map(({ name, label, purpose }) => ({ name, label, purpose })),
        jobs: jobs.map((job) => exportModel(job, staff.id)),
        isMaking: jobs.some(({ state }) => state === 'asked' || state === 'running'),
        ...problemModel(problems, typed),
      },
      problems.length > 0 ? 422 : 200,
    );
  }
}
