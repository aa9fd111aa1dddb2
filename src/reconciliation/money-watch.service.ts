import { Injectable } from '@nestjs/common';
import { RailRegistry, TopUpReminders, TopUps } from '#payouts';
import { Log } from '#platform';
import { Matching } from './matching.service.js';
import { isCompared } from './reconciler.service.js';
import { StatementImport } from './statement-import.service.js';

/** Looks for money that was sent to providers, more often than the night does. */
@Injectable()
export class MoneyWatch {
  constructor(
    private readonly rails: RailRegistry,
    private readonly topUps: TopUps,
    private readonly statement: StatementImport,
    private readonly matching: Matching,
    private readonly reminders: TopUpReminders,
    private readonly log: Log,
  ) {}

  /**
   * Reads the statement of every rail to which money is on its way, books what has come, and tells finance of what is
   * late. Returns the labels of those whose provider did not answer.
   */
  async look(): Promise<string[]> {
    const silent: string[] = [];
    const purses = new Set((await this.topUps.onTheWay()).map(({ purse }) => purse));
    for (const rail of this.rails.all().filter(isCompared)) {
      const { id, label, purse } = rail.capabilities;
      if (!purses.has(purse)) continue;
      try {
        await this.statement.fetch(rail);
        await this.matching.explain(id);
      } catch (error) {
        this.log.error('a statement could not be read', error, { subject: id });
        silent.push(label);
      }
    }
    await this.reminders.run();
    return silent;
  }
}
