import { Controller, Get, Param, Post } from '@nestjs/common';
import type { Staff } from '#identity';
import { DomainError } from '#kernel';
import { EpochBeginnings, RailConditions, SendingHalts, type RailCondition } from '#payouts';
import type { ViewModel } from '#platform';
import { ForStaff } from '../../http/access.js';
import { Redirect, View } from '../../http/view.js';
import { CurrentStaff } from '../../http/visitor.js';
import { wordsFor } from './rail-words.js';

const HOME = '/finance/sending';

/** Whether money can leave: what stopped it, how each way to pay stands, and what was compared after a restore. */
@Controller('finance/sending')
@ForStaff('finance_preparer', 'finance_releaser', 'finance_director', 'administrator')
export class SendingController {
  constructor(
    private readonly halts: SendingHalts,
    private readonly conditions: RailConditions,
    private readonly epochs: EpochBeginnings,
  ) {}

  @Get()
  async show(@CurrentStaff() staff: Staff): Promise<View> {
    const rails = await this.conditions.list();
    const labels = new Map(rails.map(({ rail, label }) => [rail, label]));
    const [current, ...earlier] = await this.epochs.past();
    const compared = new Map(current?.rails.map((one) => [one.rail, one]));
    return new View('finance/sending', {
      title: 'Sending',
      back: staff.roles.includes('administrator') ? '/admin/system' : '/finance',
      halts: await this.halts.standing(),
      canAct: staff.roles.includes('finance_releaser'),
      rails: rails.map(railModel),
      epoch: current,
      comparisons: rails.map(({ rail, label }) => ({ label, done: compared.get(rail) })),
      earlier: earlier.map((epoch) => ({
        ...epoch,
        rails: epoch.rails.map((one) => ({ ...one, label: labels.get(one.rail) ?? one.rail })),
      })),
    });
  }

  @Get(':rail/try')
  @ForStaff('finance_releaser')
  async beforeTrying(@Param('rail') id: string): Promise<View> {
    const rail = (await this.conditions.list()).find((one) => one.rail === id);
    if (!rail) throw unknown();
    return new View('finance/rail-try', {
      title: 'Try it now',
      back: HOME,
      rail: railModel(rail),
    });
  }

  @Post(':rail/try')
  @ForStaff('finance_releaser')
  async tryNow(@Param('rail') rail: string, @CurrentStaff() staff: Staff): Promise<Redirect> {
    await this.conditions.tryNow(rail, staff.id);
    return new Redirect(HOME);
  }
}

const railModel = (rail: RailCondition): ViewModel => ({ ...rail, ...wordsFor(rail) });

const unknown = (): DomainError =>
  new DomainError('not_found', 'RAIL_UNKNOWN', 'This way to pay is not switched on.');
