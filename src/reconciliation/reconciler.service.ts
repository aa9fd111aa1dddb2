import { Injectable } from '@nestjs/common';
import { Clock, DomainError, invariant, newId, type Id } from '#kernel';
import { RailRegistry, type PayoutRail } from '#payouts';
import { UnitOfWork } from '#platform';
import { Matching } from './matching.service.js';
import type { ReconciliationRun } from './run.js';
import { RunsStore } from './runs.store.js';
import { StatementImport } from './statement-import.service.js';

/** What the bank pays by hand has no statement but our own rows: comparing us with ourselves would prove nothing. */
export const isCompared = ({ capabilities }: PayoutRail): boolean => capabilities.purse !== 'bank';

/** Compares what a provider says it did with what the books say, line by line, as often as one likes. */
@Injectable()
export class Reconciler {
  constructor(
    private readonly rails: RailRegistry,
    private readonly runs: RunsStore,
    private readonly statement: StatementImport,
    private readonly matching: Matching,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** Compares a rail now and returns the run. Throws what the provider's silence throws; the run then says so. */
  async run(rail: string, askedBy = 'system'): Promise<ReconciliationRun> {
    const id = await this.unitOfWork.run(() => this.begin(rail, askedBy));
    return this.perform(id);
  }

  /** Every rail that is switched on, one after the other. A rail that fails does not keep the others waiting; the first failure is thrown at the end. */
  async runAll(): Promise<void> {
    await this.eachRail((rail) => this.run(rail.capabilities.id));
  }

  /**
   * Between the nightly runs: what the providers' statements list since the last one, line by line, so that money paid
   * twice or without an order does not wait a day. It leaves no run behind, only the breaks it finds. Fails as `runAll`.
   */
  async runRecent(): Promise<void> {
    await this.eachRail(async (rail) => {
      const { id } = rail.capabilities;
      await this.statement.fetchNew(rail);
      await this.matching.explain(id);
      await this.unitOfWork.run(() => this.matching.runOverLines(id, this.clock.now()));
    });
  }

  /** Writes down, in the running unit of work, that a run was asked for. */
  async begin(rail: string, askedBy: string): Promise<Id<'reconciliation'>> {
    const [currency] = this.rails.get(rail).capabilities.currencies;
    invariant(currency !== undefined, 'Every rail pays in some currency.');
    const id = newId('reconciliation');
    const now = this.clock.now();
    await this.runs.add({ id, rail, currency, askedBy, cutoff: now, startedAt: now });
    return id;
  }

  /** Does the work of a run that was asked for. Doing it twice finds the same. */
  async perform(id: Id<'reconciliation'>): Promise<ReconciliationRun> {
    const { rail, currency } = await this.runs.get(id);
    try {
      const { lines, balance } = await this.statement.fetch(this.rails.get(rail));
      await this.unitOfWork.run(() => this.runs.saveLines(id, lines));
      const explained = await this.matching.explain(rail);
      await this.unitOfWork.run(async () => {
        const now = this.clock.now();
        const found = await this.matching.run({ rail, currency, balance, now });
        await this.runs.finish(id, { ...found, matched: explained + found.matched }, now);
      });
    } catch (error) {
      const code = error instanceof DomainError ? error.code : 'UNEXPECTED';
      await this.unitOfWork.run(() => this.runs.fail(id, code, this.clock.now()));
      throw error;
    }
    return this.runs.get(id);
  }

  private async eachRail(work: (rail: PayoutRail) => Promise<unknown>): Promise<void> {
    const failures: unknown[] = [];
    for (const rail of this.rails.all().filter(isCompared)) {
      await work(rail).catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw failures[0];
  }
}
