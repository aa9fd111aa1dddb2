import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { Clock, DomainError, parseId, type Id } from '#kernel';
import { Applications } from '#applications';
import { DecisionCases, Determinations } from '#approvals';
import { People, type Staff } from '#identity';
import { problemModel } from '../forms/problems.js';
import { readForm, type FormProblem, type Typed } from '../forms/read-form.js';
import { ForStaff } from '../http/access.js';
import { Redirect, View } from '../http/view.js';
import { CurrentStaff } from '../http/visitor.js';
import { waited } from '../reviewer/case-model.js';
import { DecisionForm, readDecision } from './decision.form.js';
import { decisionModel, kept, previewModel, readyRow } from './decision-model.js';

/** Which field a refusal belongs to. */
const FIELD_OF: Readonly<Record<string, string>> = {
  AMOUNT_MISSING: 'amount',
  AMOUNT_ABOVE_LIMIT: 'amount',
  REVIEWS_MISSING: 'amount',
  BUDGET_EXCEEDED: 'amount',
  REASON_UNFIT: 'amountReason',
  HOLD_OPEN: 'outcome',
};

/** Said on the list after an act, by the word in the address. */
const NOTES: Readonly<Record<string, string>> = {
  returned: 'The request went back to review with your question.',
  left: 'The request left the waiting list and is in review again.',
};

/** The deciders' pages: what waits, one case, the check before, the result. */
@Controller('approve')
@ForStaff('approver', 'finance_director')
export class DecisionsController {
  constructor(
    private readonly cases: DecisionCases,
    private readonly determinations: Determinations,
    private readonly applications: Applications,
    private readonly people: People,
    private readonly clock: Clock,
  ) {}

  @Get()
  async list(@CurrentStaff() staff: Staff, @Query('said') said?: string): Promise<View> {
    const now = this.clock.now();
    const [ready, waiting] = await Promise.all([this.cases.ready(staff.id), this.cases.waiting()]);
    return new View('approver/list', {
      title: 'Decisions',
      note: NOTES[said ?? ''] ?? null,
      rows: ready.map((one) => readyRow(one, now)),
      waiting: waiting.map((one) => ({
        id: one.id,
        reference: one.reference,
        asked: one.asked.format(),
        waited: waited(one.submittedAt, now),
      })),
    });
  }

  @Get(':id')
  async show(@Param('id') text: string, @CurrentStaff() staff: Staff): Promise<View | Redirect> {
    const id = parseId('application', text);
    const { state } = await this.applications.get(id);
    return state === 'ready_for_determination'
      ? this.casePage(id, staff, {})
      : new Redirect(`/approve/${id}/done`);
  }

  @Post(':id/edit')
  async edit(
    @Param('id') id: string,
    @CurrentStaff() staff: Staff,
    @Body() body: unknown,
  ): Promise<View> {
    const { typed } = await readForm(DecisionForm, body);
    return this.casePage(parseId('application', id), staff, typed);
  }

  @Post(':id/check')
  async check(
    @Param('id') text: string,
    @CurrentStaff() staff: Staff,
    @Body() body: unknown,
  ): Promise<View> {
    const id = parseId('application', text);
    const reading = await readForm(DecisionForm, body);
    return this.orAgain(id, staff, reading.typed, async () => {
      if (!reading.ok) return this.casePage(id, staff, reading.typed, reading.problems);
      const { asked, reference } = await this.applications.get(id);
      const read = readDecision(reading.form, asked.currency);
      if (read.kind === 'problems') return this.casePage(id, staff, reading.typed, read.problems);
      if (read.kind === 'return') return returnCheck(id, reference, read.note, reading.typed);
      const preview = await this.cases.preview(id, staff.id, read.wanted);
      return new View('approver/check', previewModel(preview, reading.typed));
    });
  }

  @Post(':id/decide')
  async decide(
    @Param('id') text: string,
    @CurrentStaff() staff: Staff,
    @Body() body: unknown,
  ): Promise<View | Redirect> {
    const id = parseId('application', text);
    const reading = await readForm(DecisionForm, body);
    return this.orAgain(id, staff, reading.typed, async () => {
      if (!reading.ok) return this.casePage(id, staff, reading.typed, reading.problems);
      const { asked } = await this.applications.get(id);
      const read = readDecision(reading.form, asked.currency);
      if (read.kind === 'problems') return this.casePage(id, staff, reading.typed, read.problems);
      if (read.kind === 'return') {
        await this.determinations.returnToReview(id, staff, read);
        return new Redirect('/approve?said=returned');
      }
      await this.determinations.decide(id, staff, read.wanted);
      return new Redirect(`/approve/${id}/done`);
    });
  }

  private async casePage(
    id: Id<'application'>,
    staff: Staff,
    typed: Typed,
    problems: readonly FormProblem[] = [],
  ): Promise<View> {
    const view = await this.cases.open(id, staff.id);
    const names = await this.people.names();
    const hasReviewed = view.reviews.some(({ reviewerId }) => reviewerId === staff.id);
    const hasApproved = view.live?.approvals.some(({ personId }) => personId === staff.id) === true;
    return new View(
      'approver/case',
      {
        ...decisionModel(view, typed, names, this.clock.now()),
        hasReviewed,
        hasApproved,
        hasDecidedBefore: view.earlierDeciders.includes(staff.id),
        ...problemModel(problems, typed),
      },
      problems.length > 0 ? 422 : 200,
    );
  }

  /** Puts refusals to their fields, with everything that was typed; others have a page of their own. */
  private async orAgain<Answer>(
    id: Id<'application'>,
    staff: Staff,
    typed: Typed,
    work: () => Promise<Answer>,
  ): Promise<Answer | View> {
    try {
      return await work();
    } catch (error) {
      const field = error instanceof DomainError ? FIELD_OF[error.code] : undefined;
      if (!(error instanceof DomainError) || field === undefined) throw error;
      return this.casePage(id, staff, typed, [{ field, message: error.message }]);
    }
  }
}

function returnCheck(id: Id<'application'>, reference: string, note: string, typed: Typed): View {
  return new View('approver/check', {
    title: 'Check before you decide',
    id,
    reference,
    question: 'Send it back to review?',
    lines: [{ label: 'Your question', value: note }],
    isCumulative: false,
    isShort: false,
    setsAside: 0,
    isLast: false,
    left: 0,
    words: [],
    answerLanguage: '',
    line: '',
    isYes: false,
    isReturn: true,
    kept: kept(typed),
  });
}
