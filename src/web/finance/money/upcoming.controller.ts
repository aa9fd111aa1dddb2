import { Controller, Get } from '@nestjs/common';
import { Money } from '#kernel';
import { RailRegistry, Upcoming, type UpcomingWeek } from '#payouts';
import type { ViewModel } from '#platform';
import { ForStaff } from '../../http/access.js';
import { View } from '../../http/view.js';
import { dateOf } from './money-view.js';

const CURRENCY = 'USD';
/** A quarter of a year, which is as far as finance plans cash. */
const AHEAD_DAYS = 91;

/** Instalments that will fall due, by week, programme and way to pay. */
@Controller('finance/upcoming')
@ForStaff('finance_preparer', 'finance_releaser', 'finance_director')
export class UpcomingController {
  constructor(
    private readonly upcoming: Upcoming,
    private readonly rails: RailRegistry,
  ) {}

  @Get()
  async show(): Promise<View> {
    const weeks = await this.upcoming.weeks(AHEAD_DAYS);
    const whole = Money.sum(
      CURRENCY,
      weeks.map(({ total }) => total),
    );
    return new View('finance/upcoming', {
      title: 'Upcoming instalments',
      back: '/finance',
      weeks: weeks.map((week) => this.weekModel(week)),
      count: weeks.reduce((sum, { count }) => sum + count, 0),
      total: whole.format(),
    });
  }

  private weekModel({ monday, parts, count, total }: UpcomingWeek): ViewModel {
    const labels = new Map(
      this.rails.all().map(({ capabilities: { id, label } }) => [id, label] as const),
    );
    return {
      monday: monday === null ? null : dateOf(monday),
      count,
      total: total.format(),
      parts: parts.map(({ rail, amount, ...part }) => ({
        ...part,
        amount: amount.format(),
        way: rail === null ? 'not chosen yet' : (labels.get(rail) ?? rail),
      })),
    };
  }
}
