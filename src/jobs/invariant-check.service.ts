import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AuditTrail, PromiseChecks } from '#audit';
import { DomainError } from '#kernel';
import { brokenPromise, SendingHalts } from '#payouts';
import { Database, UnitOfWork } from '#platform';
import { allInvariants } from './invariants.js';

/** One promise and the rows that break it: none, or ids and numbers. */
export interface Verdict {
  readonly promise: string;
  readonly module: string;
  readonly sql: string;
  readonly offences: readonly Readonly<Record<string, unknown>>[];
}

/** Asks the database whether every promise still holds. */
@Injectable()
export class InvariantCheck implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly unitOfWork: UnitOfWork,
    private readonly halts: SendingHalts,
    private readonly audit: AuditTrail,
    private readonly promises: PromiseChecks,
  ) {}

  /** Nobody lets sending run again on a promise that is still broken. */
  onModuleInit(): void {
    this.halts.askWith(async () => (await this.broken()).map(({ promise }) => promise));
  }

  /** Every promise with its offences; changes nothing. */
  async check(): Promise<Verdict[]> {
    const verdicts: Verdict[] = [];
    for (const { promise, module, sql } of allInvariants) {
      verdicts.push({ promise, module, sql, offences: await this.database.query(sql) });
    }
    return verdicts;
  }

  /** The same, kept for the page of promises. */
  async checkAndRemember(): Promise<Verdict[]> {
    const verdicts = await this.check();
    await this.unitOfWork.run(() =>
      this.promises.remember(
        verdicts.map(({ offences, ...verdict }) => ({
          ...verdict,
          offences: offences.length,
          example: offences[0] ?? null,
        })),
      ),
    );
    return verdicts;
  }

  /**
   * The hourly watch: a broken promise stops all sending, because money must not follow figures that contradict
   * each other. Throws `INVARIANTS_BROKEN` (conflict), so that the run shows as failed.
   */
  async watch(): Promise<void> {
    const broken = await this.broken();
    if (broken.length === 0) return;
    await this.unitOfWork.run(async () => {
      for (const { promise } of broken) await this.halts.halt(brokenPromise(promise));
      await this.audit.record({
        kind: 'act',
        act: 'InvariantsBroken',
        actor: 'system',
        subject: 'database',
        details: { count: broken.length },
      });
    });
    throw new DomainError(
      'conflict',
      'INVARIANTS_BROKEN',
      'A promise about the database is broken; sending is halted.',
    );
  }

  private async broken(): Promise<Verdict[]> {
    return (await this.checkAndRemember()).filter(({ offences }) => offences.length > 0);
  }
}
