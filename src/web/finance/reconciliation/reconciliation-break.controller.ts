import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { People, type Staff } from '#identity';
import { Clock, parseId, type Id } from '#kernel';
import { RailRegistry } from '#payouts';
import type { ViewModel } from '#platform';
import { Breaks, type Break } from '#reconciliation';
import { problemModel } from '../../forms/problems.js';
import { readForm } from '../../forms/read-form.js';
import { ForStaff } from '../../http/access.js';
import { Redirect, View } from '../../http/view.js';
import { CurrentStaff } from '../../http/visitor.js';
import { ReasonForm } from './reconciliation.form.js';
import { breakModel, namesFrom } from './reconciliation-view.js';

/** One break: who has it, what it says, and the acts that close it, each behind a page that asks for the reason. */
@Controller('finance/reconciliation/breaks/:id')
@ForStaff('finance_preparer', 'finance_releaser')
export class ReconciliationBreakController {
  constructor(
    private readonly breaks: Breaks,
    private readonly people: People,
    private readonly rails: RailRegistry,
    private readonly clock: Clock,
  ) {}

  @Get()
  async show(@Param('id') id: string, @CurrentStaff() staff: Staff): Promise<View> {
    const found = await this.breaks.get(parseId('break', id));
    const isClosed = found.closedAt !== null;
    const isProposed = !isClosed && found.resolvedBy !== null;
    return new View('finance/reconciliation-break', {
      ...(await this.model(found)),
      back: '/finance/reconciliation',
      isClosed,
      isProposed,
      isMine: found.ownerId === staff.id,
      isOwned: found.ownerId !== null,
      mayConfirm: isProposed && found.resolvedBy !== staff.id,
    });
  }

  @Post('take')
  async take(@Param('id') id: string, @CurrentStaff() staff: Staff): Promise<Redirect> {
    await this.breaks.assign(parseId('break', id), staff.id);
    return to(id);
  }

  @Get('resolve')
  async beforeResolving(@Param('id') id: string): Promise<View> {
    return this.ask(parseId('break', id), RESOLVE);
  }

  @Post('resolve')
  async resolve(
    @Param('id') id: string,
    @CurrentStaff() staff: Staff,
    @Body() body: unknown,
  ): Promise<View | Redirect> {
    const breakId = parseId('break', id);
    const reading = await readForm(ReasonForm, body);
    if (!reading.ok) {
      return this.ask(breakId, RESOLVE, problemModel(reading.problems, reading.typed));
    }
    await this.breaks.resolve(breakId, staff.id, reading.form.reason);
    return to(id);
  }

  @Get('write-off')
  async beforeWritingOff(@Param('id') id: string): Promise<View> {
    return this.ask(parseId('break', id), WRITE_OFF);
  }

  @Post('write-off')
  async proposeWriteOff(
    @Param('id') id: string,
    @CurrentStaff() staff: Staff,
    @Body() body: unknown,
  ): Promise<View | Redirect> {
    const breakId = parseId('break', id);
    const reading = await readForm(ReasonForm, body);
    if (!reading.ok) {
      return this.ask(breakId, WRITE_OFF, problemModel(reading.problems, reading.typed));
    }
    await this.breaks.proposeWriteOff(breakId, staff.id, reading.form.reason);
    return to(id);
  }

  @Get('confirm')
  async beforeConfirming(@Param('id') id: string): Promise<View> {
    return this.ask(parseId('break', id), CONFIRM);
  }

  @Post('confirm')
  async confirm(@Param('id') id: string, @CurrentStaff() staff: Staff): Promise<Redirect> {
    await this.breaks.writeOff(parseId('break', id), staff.id);
    return to(id);
  }

  private async ask(
    id: Id<'break'>,
    question: Question,
    problems: Partial<ReturnType<typeof problemModel>> = {},
  ): Promise<View> {
    const found = await this.breaks.get(id);
    const model = {
      ...(await this.model(found)),
      back: `/finance/reconciliation/breaks/${id}`,
      action: `/finance/reconciliation/breaks/${id}/${question.path}`,
      ...question,
      ...problems,
    };
    return new View('finance/reconciliation-check', model, problems.problems ? 422 : 200);
  }

  private async model(found: Break): Promise<ViewModel> {
    const names = await namesFrom(this.people, this.rails);
    return { title: 'Break', found: breakModel(found, names, this.clock.now()) };
  }
}

const to = (id: string): Redirect => new Redirect(`/finance/reconciliation/breaks/${id}`);

/** A page before an act that cannot be undone. */
interface Question {
  readonly path: string;
  readonly heading: string;
  readonly consequences: readonly string[];
  readonly asksReason: boolean;
  readonly yes: string;
}

const RESOLVE: Question = {
  path: 'resolve',
  heading: 'Close this break with a reason?',
  consequences: [
    'It is closed for good and is not opened again for the same difference.',
    'Your name and your reason stay in the log.',
    'The books do not change: if something must be booked, book it first.',
  ],
  asksReason: true,
  yes: 'Close it',
};

const WRITE_OFF: Question = {
  path: 'write-off',
  heading: 'Propose to write this off?',
  consequences: [
    'Somebody else must confirm it; until then it stays open.',
    'Your name and your reason stay in the log.',
    'The books do not change: a loss is booked apart.',
  ],
  asksReason: true,
  yes: 'Propose it',
};

const CONFIRM: Question = {
  path: 'confirm',
  heading: 'Write this off?',
  consequences: [
    'It is closed for good and is not opened again for the same difference.',
    'Both names and the reason stay in the log.',
  ],
  asksReason: false,
  yes: 'Write it off',
};
