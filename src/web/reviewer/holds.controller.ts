import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { IsString, Length, MaxLength } from 'class-validator';
import { DomainError, parseId } from '#kernel';
import { Applications } from '#applications';
import { Assignments, HOLD_REASONS, Holds, mayClear } from '#eligibility';
import type { Staff } from '#identity';
import { problemModel } from '../forms/problems.js';
import { readForm, type FormProblem } from '../forms/read-form.js';
import { ForStaff } from '../http/access.js';
import { Redirect, View } from '../http/view.js';
import { CurrentStaff } from '../http/visitor.js';

class OpenHoldForm {
  @IsString({ message: 'Choose a reason.' })
  @MaxLength(40, { message: 'Choose a reason.' })
  reason!: string;
}

class ClearHoldForm {
  @IsString({ message: 'Say what you found, in a few words and without names.' })
  @Length(5, 300, { message: 'Say what you found, in 5 to 300 letters and without names.' })
  reason!: string;
}

/** Reasons a reviewer may give; what the machine finds out is its own. */
const OFFERED = ['CONTACT_MAY_HARM', 'STORY_UNCLEAR', 'SEEN_BEFORE', 'PAPER_MISSING'] as const;

/** Stops beside the state of a request: opened from a case, cleared by somebody else. */
@Controller('review')
export class HoldsController {
  constructor(
    private readonly holds: Holds,
    private readonly assignments: Assignments,
    private readonly applications: Applications,
  ) {}

  @Get('holds')
  @ForStaff('reviewer', 'approver', 'finance_director')
  async list(@CurrentStaff() staff: Staff): Promise<View> {
    const holds = await this.holds.list();
    return new View('reviewer/holds', {
      title: 'Holds',
      rows: holds.map((hold) => ({
        ...hold,
        reason: HOLD_REASONS[hold.reasonCode].label,
        mayClear: mayClear(hold, staff.id),
        openedBySystem: hold.openedBy === 'system',
      })),
    });
  }

  @Get('cases/:id/hold')
  @ForStaff('reviewer')
  async beforeOpening(@Param('id') id: string, @CurrentStaff() staff: Staff): Promise<View> {
    return this.openPage(id, staff);
  }

  @Post('cases/:id/hold')
  @ForStaff('reviewer')
  async open(
    @Param('id') id: string,
    @CurrentStaff() staff: Staff,
    @Body() body: unknown,
  ): Promise<View | Redirect> {
    const reading = await readForm(OpenHoldForm, body);
    if (!reading.ok) return this.openPage(id, staff, reading.problems);
    const { reason } = reading.form;
    const code = OFFERED.find((offered) => offered === reason);
    if (!code) {
      return this.openPage(id, staff, [{ field: 'reason', message: 'Choose a reason.' }]);
    }
    const { kind, assignment } = await this.assignments.claimStatus(
      parseId('assignment', id),
      staff.id,
    );
    if (kind !== 'held' || assignment.state !== 'accepted') {
      throw new DomainError('conflict', 'CLAIM_LOST', 'You no longer hold this case.');
    }
    await this.holds.open(assignment.applicationId, code, staff.id);
    return new Redirect('/review?said=held');
  }

  @Get('holds/:id')
  @ForStaff('reviewer', 'approver', 'finance_director')
  async beforeClearing(@Param('id') id: string, @CurrentStaff() staff: Staff): Promise<View> {
    return this.clearPage(id, staff);
  }

  @Post('holds/:id')
  @ForStaff('reviewer', 'approver', 'finance_director')
  async clear(
    @Param('id') id: string,
    @CurrentStaff() staff: Staff,
    @Body() body: unknown,
  ): Promise<View | Redirect> {
    const reading = await readForm(ClearHoldForm, body);
    if (!reading.ok) return this.clearPage(id, staff, reading.problems, reading.typed);
    await this.holds.clear(parseId('hold', id), staff.id, reading.form.reason);
    return new Redirect('/review/holds');
  }

  private async openPage(
    id: string,
    staff: Staff,
    problems: readonly FormProblem[] = [],
  ): Promise<View> {
    const { applicationId } = await this.assignments.get(parseId('assignment', id), staff.id);
    const { reference } = await this.applications.get(applicationId);
    return new View(
      'reviewer/hold-open',
      {
        title: 'Put on hold',
        back: `/review/cases/${id}`,
        id,
        reference,
        reasons: OFFERED.map((value, index) => ({
          id: index === 0 ? 'reason' : `reason-${value}`,
          value,
          label: HOLD_REASONS[value].label,
        })),
        ...problemModel(problems, {}),
      },
      problems.length > 0 ? 422 : 200,
    );
  }

  private async clearPage(
    id: string,
    staff: Staff,
    problems: readonly FormProblem[] = [],
    typed: Readonly<Record<string, string | readonly string[]>> = {},
  ): Promise<View> {
    const hold = await this.holds.get(parseId('hold', id));
    if (hold.clearedAt) {
      throw new DomainError('conflict', 'HOLD_CLEARED', 'This hold was cleared before.');
    }
    const { reference } = await this.applications.get(hold.applicationId);
    return new View(
      'reviewer/hold-clear',
      {
        title: 'Clear a hold',
        back: '/review/holds',
        id,
        reference,
        reason: HOLD_REASONS[hold.reasonCode].label,
        openedAt: hold.openedAt,
        mayClear: mayClear(hold, staff.id),
        words: typed['reason'] ?? '',
        ...problemModel(problems, typed),
      },
      problems.length > 0 ? 422 : 200,
    );
  }
}
