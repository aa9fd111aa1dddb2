import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';

/** One thing that must work before people are sent here. */
export interface ReadinessCheck {
  readonly name: string;
  check(): Promise<void>;
}

/** Whether this process can serve: the database answers, and every check a module added passes. */
@Injectable()
export class Readiness {
  private readonly checks: ReadinessCheck[] = [];
  private readonly watched: ReadinessCheck[] = [];
  private stopping = false;

  constructor(database: Database) {
    this.add({
      name: 'database',
      check: async (): Promise<void> => {
        await database.query('select 1');
      },
    });
  }

  add(check: ReadinessCheck): void {
    this.checks.push(check);
  }

  /** Adds something that must be seen to, and for which nobody needs to be sent elsewhere. */
  watch(check: ReadinessCheck): void {
    this.watched.push(check);
  }

  /** From now on new visitors are sent elsewhere, while those inside are served. */
  stop(): void {
    this.stopping = true;
  }

  /** Names of what does not work; empty when ready. */
  async missing(): Promise<string[]> {
    if (this.stopping) return ['stopping'];
    return failing(this.checks);
  }

  /** Names of what must be seen to; this process serves all the same. */
  async troubles(): Promise<string[]> {
    return failing(this.watched);
  }
}

async function failing(checks: readonly ReadinessCheck[]): Promise<string[]> {
  const results = await Promise.allSettled(checks.map((check) => check.check()));
  return checks.flatMap((check, index) =>
    results[index]?.status === 'rejected' ? [check.name] : [],
  );
}
