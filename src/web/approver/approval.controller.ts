import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { Clock, DomainError, parseId, type Id } from '#kernel';
import { Applications } from '#applications';
import {
  AMOUNT_REASONS,
  Awards,
  DecisionCases,
  Determinations,
  isAmountReason,
  validApprovals,
} from '#approvals';
import type { Staff } from '#identity';
import { problemModel } from '../forms/problems.js';
import { readForm } from '../forms/read-form.js';
import { ForStaff } from '../http/access.js';
import { Redirect, View } from '../http/view.js';
import { CurrentStaff } from '../http/visitor.js';
import { ApprovalForm, NameForm } from './decision.form.js';
import { needLine } from './decision-model.js';

/** The further approval, the result, the waiting list, and the name when there is a reason. */
@Controller('approve/:id')
@ForStaff('approver', 'finance_director')
export class ApprovalController {
  constructor(
    private readonly cases: DecisionCases,
    private readonly determinations: Determinations,
    private readonly applications: Applications,
    private readonly awards: Awards,
    private readonly clock: Clock,
  ) {}

  /** Exactly the facts the approval binds to. */
  @Get('second')
  async beforeApproving(@Param('id') text: string, @CurrentStaff() staff: Staff): Promise<View> {
    const id = parseId('application', text);
    const { live, application, programme, policy } = await this.cases.standing(id, staff.id);
    if (live?.state !== 'proposed' || live.amount === null) {
      throw new DomainError(
        'conflict',
        'DECISION_MOVED',
        'Nothing waits for a further approval here.',
      );
    }
    const now = this.clock.now();
    const given = validApprovals(live, now).length;
    return new View('approver/second', {
      title: 'Approve exactly this',
      back: `/approve/${id}`,
      id,
      reference: application.reference,
      determination: live.id,
      digest: live.digest,
      isStale: given < live.approvals.length,
      policyLine: needLine(live.approvalsNeeded, live.directorNeeded, given),
      lines: [
        { label: 'Request', value: application.reference },
        { label: 'Amount', value: live.amount.format() },
        { label: 'Why this amount', value: reasonText(live.reasonCode) },
        { label: 'Fund', value: programme.fund },
        { label: 'Payments', value: String(live.instalments) },
        { label: 'Look', value: live.round === 0 ? 'First' : 'Second' },
        { label: 'Policy', value: String(policy.number) },
      ],
    });
  }

  @Post('approve')
  async approve(
    @Param('id') text: string,
    @CurrentStaff() staff: Staff,
    @Body() body: unknown,
  ): Promise<Redirect> {
    const id = parseId('application', text);
    const reading = await readForm(ApprovalForm, body);
    if (!reading.ok) {
      throw new DomainError(
        'invalid',
        'APPROVAL_UNREADABLE',
        'Open the request again, then approve.',
      );
    }
    const { determination, digest } = reading.form;
    await this.determinations.approve(parseId('determination', determination), staff, digest);
    return new Redirect(`/approve/${id}/done`);
  }

  @Get('done')
  async done(@Param('id') text: string, @CurrentStaff() staff: Staff): Promise<View> {
    const id = parseId('application', text);
    const { live, application } = await this.cases.standing(id, staff.id);
    const award = await this.awards.forApplication(id);
    const isOpen = live?.state === 'proposed';
    return new View('approver/done', {
      title: application.reference,
      back: '/approve',
      id,
      reference: application.reference,
      isOpen,
      policyLine: isOpen
        ? needLine(
            live.approvalsNeeded,
            live.directorNeeded,
            validApprovals(live, this.clock.now()).length,
          )
        : '',
      isApproved: application.state === 'approved',
      isDeclined: application.state === 'declined',
      isWaitlisted: application.state === 'waitlisted',
      amount: award?.amount.format() ?? '',
    });
  }

  @Get('waiting-list')
  async beforeLeaving(@Param('id') text: string): Promise<View> {
    const application = await this.applications.get(parseId('application', text));
    return new View('approver/leave-waiting-list', {
      title: application.reference,
      back: '/approve',
      id: application.id,
      reference: application.reference,
    });
  }

  @Post('waiting-list')
  async leave(@Param('id') text: string, @CurrentStaff() staff: Staff): Promise<Redirect> {
    await this.determinations.leaveWaitlist(parseId('application', text), staff);
    return new Redirect('/approve?said=left');
  }

  @Get('name')
  async beforeName(@Param('id') text: string): Promise<View> {
    return this.namePage(parseId('application', text), null);
  }

  /** Shown once, on the page that answers the form: a name never stands in an address. */
  @Post('name')
  async name(
    @Param('id') text: string,
    @CurrentStaff() staff: Staff,
    @Body() body: unknown,
  ): Promise<View> {
    const id = parseId('application', text);
    const reading = await readForm(NameForm, body);
    if (!reading.ok) {
      const page = await this.namePage(id, null);
      const model = { ...page.model, ...problemModel(reading.problems, reading.typed) };
      return new View(page.template, model, 422);
    }
    const { name } = await this.applications.openName(id, staff.id, reading.form.purpose);
    return this.namePage(id, name);
  }

  private async namePage(id: Id<'application'>, name: string | null): Promise<View> {
    const { reference } = await this.applications.get(id);
    return new View('approver/name', {
      title: reference,
      back: `/approve/${id}`,
      id,
      reference,
      name,
    });
  }
}

function reasonText(code: string): string {
  return isAmountReason(code) ? AMOUNT_REASONS[code] : code;
}
