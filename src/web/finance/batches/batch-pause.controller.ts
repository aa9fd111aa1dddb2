import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import type { Staff } from '#identity';
import { DomainError, parseId, type Id } from '#kernel';
import { BatchPauses } from '#payouts';
import { problemModel, type ProblemModel } from '../../forms/problems.js';
import { readForm } from '../../forms/read-form.js';
import { ForStaff } from '../../http/access.js';
import { Redirect, View } from '../../http/view.js';
import { CurrentStaff } from '../../http/visitor.js';
import { PauseBatchForm } from '../finance-forms.js';

/** Stops a batch on its way, and lets it go on. */
@Controller('finance/batches')
@ForStaff('finance_preparer', 'finance_releaser', 'finance_director')
export class BatchPauseController {
  constructor(private readonly pauses: BatchPauses) {}

  @Get(':id/pause')
  beforePause(@Param('id') id: string): View {
    return pausePage(parseId('batch', id));
  }

  @Post(':id/pause')
  async pause(
    @Param('id') id: string,
    @CurrentStaff() staff: Staff,
    @Body() body: unknown,
  ): Promise<View | Redirect> {
    const batchId = parseId('batch', id);
    const reading = await readForm(PauseBatchForm, body);
    if (!reading.ok) return pausePage(batchId, problemModel(reading.problems, reading.typed));
    try {
      await this.pauses.pause(batchId, staff.id, reading.form.reason);
    } catch (error) {
      if (!(error instanceof DomainError) || error.kind !== 'invalid') throw error;
      const problems = [{ field: 'reason', message: error.message }];
      return pausePage(batchId, problemModel(problems, { reason: reading.form.reason }));
    }
    return new Redirect(`/finance/batches/${batchId}`);
  }

  @Get(':id/resume')
  @ForStaff('finance_releaser', 'finance_director')
  async beforeResume(@Param('id') id: string): Promise<View | Redirect> {
    const batchId = parseId('batch', id);
    const pause = await this.pauses.standing(batchId);
    if (pause === null) return new Redirect(`/finance/batches/${batchId}`);
    return new View('finance/batch-resume', {
      title: 'Let the batch go on',
      back: `/finance/batches/${batchId}`,
      id: batchId,
      reason: pause.reason,
    });
  }

  @Post(':id/resume')
  @ForStaff('finance_releaser', 'finance_director')
  async resume(@Param('id') id: string, @CurrentStaff() staff: Staff): Promise<Redirect> {
    const batchId = parseId('batch', id);
    await this.pauses.resume(batchId, staff.id);
    return new Redirect(`/finance/batches/${batchId}`);
  }
}

function pausePage(id: Id<'batch'>, problems?: ProblemModel): View {
  const model = { title: 'Stop the batch', back: `/finance/batches/${id}`, id };
  return new View('finance/batch-pause', { ...model, ...problems }, problems ? 422 : 200);
}
