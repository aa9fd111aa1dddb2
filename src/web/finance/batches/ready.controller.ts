import { Body, Controller, Get, Post } from '@nestjs/common';
import type { Staff } from '#identity';
import { Clock, DomainError, Money } from '#kernel';
import {
  BatchChecks,
  Batches,
  RailRegistry,
  ReadyToPay,
  type ReadyView,
  type Selection,
} from '#payouts';
import type { ViewModel } from '#platform';
import { problemModel } from '../../forms/problems.js';
import { readForm } from '../../forms/read-form.js';
import { ForStaff } from '../../http/access.js';
import { Redirect, View } from '../../http/view.js';
import { CurrentStaff } from '../../http/visitor.js';
import { checkModel, notesOf } from './batch-check-view.js';
import { ConfirmedSelectionForm, SelectionForm } from '../finance-forms.js';
import { ageInDays } from '../finance-times.js';
import { obstacleText } from '../finance-words.js';

const OFF = 'Nothing can be paid by a way that is switched off.';

/** Ready to pay: choose, check, lock. Another person releases. */
@Controller('finance/ready')
@ForStaff('finance_preparer')
export class ReadyController {
  constructor(
    private readonly ready: ReadyToPay,
    private readonly batches: Batches,
    private readonly checks: BatchChecks,
    private readonly rails: RailRegistry,
    private readonly clock: Clock,
  ) {}

  @Get()
  async show(@CurrentStaff() staff: Staff): Promise<View> {
    return new View('finance/ready', await this.model(staff));
  }

  /** The page before the batch exists: count, total, what is new or changed. Writes nothing. */
  @Post('check')
  async check(@CurrentStaff() staff: Staff, @Body() body: unknown): Promise<View> {
    const reading = await readForm(SelectionForm, body);
    if (!reading.ok) {
      const model = await this.model(staff);
      const problems = problemModel(reading.problems, reading.typed);
      return new View('finance/ready', { ...model, ...problems }, 422);
    }
    const { rail, leftOut } = reading.form;
    if (this.rails.known(rail) === null) return this.refused(staff, OFF);
    const chosen = await this.selection(staff, rail, leftOut);
    if (chosen instanceof View) return chosen;
    const check = await this.checks.check(chosen.payouts);
    return new View('finance/batch-check', {
      title: 'Check the batch',
      back: '/finance/ready',
      rail,
      railLabel: this.rails.labelOf(rail),
      leftOut,
      seen: chosen.digest,
      count: chosen.count,
      total: chosen.total.format(),
      largest: largest(chosen.items).format(),
      findings: checkModel(check, this.rails),
      reissues: chosen.items.filter(({ isReissue }) => isReissue).length,
      items: chosen.items.map((item) => ({ ...this.itemModel(item), ...notesOf(check, item.id) })),
    });
  }

  /** Locks it. Sent twice, it is one batch. */
  @Post()
  async prepare(@CurrentStaff() staff: Staff, @Body() body: unknown): Promise<View | Redirect> {
    const reading = await readForm(ConfirmedSelectionForm, body);
    if (!reading.ok) {
      const model = await this.model(staff);
      const problems = problemModel(reading.problems, reading.typed);
      return new View('finance/ready', { ...model, ...problems }, 422);
    }
    if (this.rails.known(reading.form.rail) === null) return this.refused(staff, OFF);
    const id = await this.batches.prepare(staff.id, reading.form);
    return new Redirect(`/finance/batches/${id}`);
  }

  /** The choice, or the list again with what is wrong about it: nothing left in, too many. */
  private async selection(
    staff: Staff,
    rail: string,
    leftOut: readonly string[],
  ): Promise<Selection | View> {
    try {
      return await this.ready.select(staff.id, rail, leftOut);
    } catch (error) {
      if (!(error instanceof DomainError) || error.kind !== 'invalid') throw error;
      return this.refused(staff, error.message, leftOut);
    }
  }

  private async refused(
    staff: Staff,
    message: string,
    leftOut: readonly string[] = [],
  ): Promise<View> {
    const problems = problemModel([{ field: '', message }], { leftOut });
    return new View('finance/ready', { ...(await this.model(staff)), ...problems }, 422);
  }

  private async model(staff: Staff): Promise<ViewModel> {
    const all = await this.ready.list(staff.id);
    const on = this.rails.all().map(({ capabilities: { id } }) => id);
    // What waits for a way that is switched off is owed all the same.
    const ids = new Set([...on, ...all.map(({ rail }) => rail)]);
    const rails = [...ids].map((id) => {
      const items = all.filter(({ rail }) => rail === id);
      const payable = items.filter(({ obstacle }) => obstacle === null);
      const blocked = items.filter(({ obstacle }) => obstacle !== null);
      return {
        id,
        label: this.rails.labelOf(id),
        isOff: !on.includes(id),
        items: payable.map((item) => this.itemModel(item)),
        total: total(payable).format(),
        waiting: blocked.map((item) => this.itemModel(item)),
        hasMore: items.some(({ hasMore }) => hasMore),
      };
    });
    return {
      title: 'Ready to pay',
      back: '/finance',
      rails: rails.filter(({ items, waiting }) => items.length + waiting.length > 0),
    };
  }

  private itemModel(item: ReadyView): ViewModel {
    return {
      id: item.id,
      amount: item.amount.format(),
      fund: item.fund,
      days: ageInDays(item.since, this.clock.now()),
      isChanged: item.methodVersion > 1,
      isReissue: item.isReissue,
      isShared: item.isShared,
      isFirst: item.isFirst,
      usableFrom: item.usableFrom,
      isCooling: item.obstacle === 'cooling_off',
      obstacle: item.obstacle === null ? '' : obstacleText(item.obstacle),
    };
  }
}

function total(items: readonly ReadyView[]): Money {
  return Money.sum(
    'USD',
    items.map(({ amount }) => amount),
  );
}

function largest(items: readonly ReadyView[]): Money {
  return items.reduce(
    (most, { amount }) => (amount.isMoreThan(most) ? amount : most),
    Money.zero('USD'),
  );
}
