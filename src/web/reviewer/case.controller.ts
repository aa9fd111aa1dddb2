import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { IsIn } from 'class-validator';
import { Clock, DomainError, parseId, type Id } from '#kernel';
import { Applications } from '#applications';
import { Assignments, Reviews, type ConflictAnswer } from '#eligibility';
import { People, type Staff } from '#identity';
import { problemModel } from '../forms/problems.js';
import { readForm, type FormProblem, type Typed } from '../forms/read-form.js';
import { ForStaff } from '../http/access.js';
import { Redirect, View } from '../http/view.js';
import { CurrentStaff } from '../http/visitor.js';
import { caseModel, reviewLines } from './case-model.js';
import { readReview, ReviewAnswersForm } from './review-answers.form.js';

class ConflictForm {
  @IsIn(['none', 'yes', 'unsure'], { message: 'Choose an answer.' })
  answer!: ConflictAnswer;
}

/** Which field a refusal of the review belongs to. */
const FIELD_OF: Readonly<Record<string, string>> = {
  SCORES_INCOMPLETE: 'line1',
  SCORES_EMPTY: 'line1',
  AMOUNT_MISSING: 'amount',
  AMOUNT_ABOVE_LIMIT: 'amount',
  AMOUNT_NOT_REDUCED: 'amount',
  REASON_UNFIT: 'reason',
};

const LOST = ['CLAIM_LOST', 'CASE_NOT_IN_REVIEW', 'CASE_TAKEN', 'CASE_NOT_YOURS'];

/** One case in a reviewer's hands: the conflict question, the blind case, the rubric, the sending. */
@Controller('review/cases/:id')
@ForStaff('reviewer')
export class CaseController {
  constructor(
    private readonly assignments: Assignments,
    private readonly reviews: Reviews,
    private readonly applications: Applications,
    private readonly people: People,
    private readonly clock: Clock,
  ) {}

  @Get()
  async show(@Param('id') text: string, @CurrentStaff() staff: Staff): Promise<View> {
    const id = parseId('assignment', text);
    return this.orLost(id, staff, {}, async () => {
      const { kind, assignment } = await this.assignments.claimStatus(id, staff.id);
      if (kind !== 'held') return this.lost(id, staff, {});
      if (assignment.state === 'accepted') return this.casePage(id, staff, {});
      return this.question(id, staff, assignment.conflict === 'unsure' ? 'unsure' : 'conflict');
    });
  }

  @Post('conflict')
  async conflict(
    @Param('id') text: string,
    @CurrentStaff() staff: Staff,
    @Body() body: unknown,
  ): Promise<View | Redirect> {
    const id = parseId('assignment', text);
    const reading = await readForm(ConflictForm, body);
    return this.orLost(id, staff, {}, async () => {
      if (!reading.ok) return this.question(id, staff, 'conflict', reading.problems);
      const { state } = await this.assignments.answerConflict(id, staff.id, reading.form.answer);
      return new Redirect(state === 'recused' ? '/review?said=recused' : `/review/cases/${id}`);
    });
  }

  @Post('hand-back')
  async handBack(
    @Param('id') text: string,
    @CurrentStaff() staff: Staff,
  ): Promise<View | Redirect> {
    const id = parseId('assignment', text);
    return this.orLost(id, staff, {}, async () => {
      await this.assignments.handBack(id, staff.id);
      return new Redirect('/review?said=back');
    });
  }

  @Get('step-back')
  async beforeSteppingBack(@Param('id') text: string, @CurrentStaff() staff: Staff): Promise<View> {
    return this.question(parseId('assignment', text), staff, 'step-back');
  }

  @Post('check')
  async check(
    @Param('id') text: string,
    @CurrentStaff() staff: Staff,
    @Body() body: unknown,
  ): Promise<View | Redirect> {
    const id = parseId('assignment', text);
    const reading = await readForm(ReviewAnswersForm, body);
    return this.orLost(id, staff, reading.typed, async () => {
      if (!reading.ok) return this.casePage(id, staff, reading.typed, reading.problems);
      const { read, rubric, reference } = await this.readAgainstRubric(id, staff, reading.form);
      if ('problems' in read) return this.casePage(id, staff, reading.typed, read.problems);
      const score = await this.reviews.preview(id, staff.id, read.review);
      return new View('reviewer/check', {
        title: 'Check your review',
        id,
        reference,
        lines: reviewLines(read.review, rubric, score),
        kept: kept(reading.typed),
      });
    });
  }

  @Post('edit')
  async edit(
    @Param('id') text: string,
    @CurrentStaff() staff: Staff,
    @Body() body: unknown,
  ): Promise<View | Redirect> {
    const id = parseId('assignment', text);
    const { typed } = await readForm(ReviewAnswersForm, body);
    return this.orLost(id, staff, typed, () => this.casePage(id, staff, typed));
  }

  @Post('submit')
  async submit(
    @Param('id') text: string,
    @CurrentStaff() staff: Staff,
    @Body() body: unknown,
  ): Promise<View | Redirect> {
    const id = parseId('assignment', text);
    const reading = await readForm(ReviewAnswersForm, body);
    return this.orLost(id, staff, reading.typed, async () => {
      if (!reading.ok) return this.casePage(id, staff, reading.typed, reading.problems);
      const { read } = await this.readAgainstRubric(id, staff, reading.form);
      if ('problems' in read) return this.casePage(id, staff, reading.typed, read.problems);
      await this.reviews.submit(id, staff.id, read.review);
      return new Redirect('/review?said=sent');
    });
  }

  /** Takes the case again after the half hour ran out, with everything that was written. */
  @Post('retake')
  async retake(
    @Param('id') text: string,
    @CurrentStaff() staff: Staff,
    @Body() body: unknown,
  ): Promise<View | Redirect> {
    const id = parseId('assignment', text);
    const { typed } = await readForm(ReviewAnswersForm, body);
    return this.orLost(id, staff, typed, async () => {
      const fresh = await this.assignments.retake(id, staff.id);
      return fresh.state === 'accepted' && Object.keys(typed).length > 0
        ? this.casePage(fresh.id, staff, typed)
        : new Redirect(`/review/cases/${fresh.id}`);
    });
  }

  private async readAgainstRubric(id: Id<'assignment'>, staff: Staff, form: ReviewAnswersForm) {
    const rubric = await this.reviews.rubric();
    const { applicationId } = await this.assignments.get(id, staff.id);
    const { reference, asked } = await this.applications.get(applicationId);
    return { read: readReview(form, rubric, asked.currency), rubric, reference };
  }

  private async casePage(
    id: Id<'assignment'>,
    staff: Staff,
    typed: Typed,
    problems: readonly FormProblem[] = [],
  ): Promise<View> {
    const view = await this.assignments.openCase(id, staff.id);
    return new View(
      'reviewer/case',
      { ...caseModel(view, typed, this.clock.now()), ...problemModel(problems, typed) },
      problems.length > 0 ? 422 : 200,
    );
  }

  /** A page that asks before the case opens, or before it closes for this reviewer for good. */
  private async question(
    id: Id<'assignment'>,
    staff: Staff,
    template: 'conflict' | 'unsure' | 'step-back',
    problems: readonly FormProblem[] = [],
  ): Promise<View> {
    const { applicationId, expiresAt } = await this.assignments.get(id, staff.id);
    const { reference } = await this.applications.get(applicationId);
    return new View(
      `reviewer/${template}`,
      { title: reference, id, reference, keptUntil: expiresAt, ...problemModel(problems, {}) },
      problems.length > 0 ? 422 : 200,
    );
  }

  private async lost(id: Id<'assignment'>, staff: Staff, typed: Typed): Promise<View> {
    const { kind, assignment, takenBy, takenAt } = await this.assignments.claimStatus(id, staff.id);
    const { reference } = await this.applications.get(assignment.applicationId);
    return new View(
      'reviewer/lost',
      {
        title: reference,
        back: '/review',
        id,
        reference,
        isExpired: kind === 'expired' || kind === 'held',
        isTaken: kind === 'taken',
        isSubmitted: assignment.state === 'submitted',
        isRecused: assignment.state === 'recused',
        takenByName: takenBy ? (await this.people.get(takenBy)).name : '',
        takenAt,
        expiredAt: assignment.expiresAt,
        kept: kept(typed),
        note: typed['note'] ?? '',
      },
      409,
    );
  }

  /** Shows what became of the claim when it was lost, and puts other refusals to their fields; the typing is kept. */
  private async orLost<Answer>(
    id: Id<'assignment'>,
    staff: Staff,
    typed: Typed,
    work: () => Promise<Answer>,
  ): Promise<Answer | View> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      if (LOST.includes(error.code)) return this.lost(id, staff, typed);
      const field = FIELD_OF[error.code];
      if (field === undefined) throw error;
      return this.casePage(id, staff, typed, [{ field, message: error.message }]);
    }
  }
}

/** What was typed, as hidden fields of the next form. */
function kept(typed: Typed): { name: string; value: string }[] {
  return Object.entries(typed).flatMap(([name, value]) =>
    typeof value === 'string' ? [{ name, value }] : [],
  );
}
