import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { IsString, Matches } from 'class-validator';
import { Clock, DomainError, parseId, utcDate } from '#kernel';
import { Assignments, Holds, QUEUE_VIEWS, type QueueView } from '#eligibility';
import type { Staff } from '#identity';
import { translate } from '#platform';
import { readForm } from '../forms/read-form.js';
import { ForStaff } from '../http/access.js';
import { Redirect, View } from '../http/view.js';
import { CurrentStaff } from '../http/visitor.js';
import { waited } from './case-model.js';

const VIEW_LABELS: Readonly<Record<QueueView, string>> = {
  urgent: 'Urgent today',
  oldest: 'Oldest',
  mine: 'Mine',
  appeals: 'Second looks',
};

/** Said on the queue after an act, by the word in the address. */
const NOTES: Readonly<Record<string, string>> = {
  sent: 'Your review is in. Thank you.',
  back: 'You gave the case back. Somebody else takes it.',
  recused: 'You stepped back. You will not be offered this request again.',
  held: 'The hold is open. Somebody else clears it.',
  none: 'Nothing is waiting for you now.',
};

class TakeForm {
  @IsString({ message: 'Choose a request.' })
  @Matches(/^app_/, { message: 'Choose a request.' })
  application!: string;
}

/** The reviewer's start page: what waits, in the order in which it hurts to wait. */
@Controller('review')
@ForStaff('reviewer')
export class QueueController {
  constructor(
    private readonly assignments: Assignments,
    private readonly holds: Holds,
    private readonly clock: Clock,
  ) {}

  @Get()
  async show(
    @CurrentStaff() staff: Staff,
    @Query('view') wanted?: string,
    @Query('said') said?: string,
  ): Promise<View> {
    const view = QUEUE_VIEWS.find((name) => name === wanted) ?? 'oldest';
    const { rows, counts } = await this.assignments.queue(staff.id, view);
    const holds = await this.holds.list();
    const now = this.clock.now();
    return new View('reviewer/queue', {
      title: 'Requests',
      views: QUEUE_VIEWS.map((name) => ({
        name,
        label: VIEW_LABELS[name],
        count: counts[name],
        isShown: name === view,
      })),
      label: VIEW_LABELS[view],
      note: NOTES[said ?? ''] ?? null,
      holdCount: holds.length,
      rows: rows.map((row) => ({
        ...row,
        asked: row.asked.format(),
        when: row.urgency ? translate('en', `when.${row.urgency}`) : '',
        isUrgent: row.urgency === 'today',
        waited: waited(row.submittedAt, now),
        isLate: row.answerDueOn < utcDate(now),
        isAppeal: row.round === 1,
      })),
    });
  }

  @Post('next')
  async next(@CurrentStaff() staff: Staff): Promise<Redirect> {
    const assignment = await this.assignments.takeNext(staff.id);
    return new Redirect(assignment ? `/review/cases/${assignment.id}` : '/review?said=none');
  }

  @Post('take')
  async take(@CurrentStaff() staff: Staff, @Body() body: unknown): Promise<Redirect> {
    const reading = await readForm(TakeForm, body);
    if (!reading.ok) throw new DomainError('invalid', 'REQUEST_MISSING', 'Choose a request.');
    const id = parseId('application', reading.form.application);
    const assignment = await this.assignments.take(staff.id, id);
    return new Redirect(`/review/cases/${assignment.id}`);
  }
}
