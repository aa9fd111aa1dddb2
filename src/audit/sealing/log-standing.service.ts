import { Injectable } from '@nestjs/common';
import type { DomainError } from '#kernel';
import { HistoryGuard } from '../restores/history-guard.service.js';
import { LogStore, type StoredCheckpoint } from '../leaves/log.store.js';

/** How the log stands now. */
export interface Standing {
  /** Null before the first seal. */
  readonly head: StoredCheckpoint | null;
  /** Rows that wait for their leaf; counting stops at a thousand of each kind. */
  readonly waiting: number;
  /** Why the log may not go on, or null. */
  readonly trouble: DomainError | null;
}

const MOST_COUNTED = 1000;

/** Says how the log stands: for pages and the command line. */
@Injectable()
export class LogStanding {
  constructor(
    private readonly store: LogStore,
    private readonly guard: HistoryGuard,
  ) {}

  async now(): Promise<Standing> {
    return {
      head: await this.store.head(),
      waiting: await this.store.waiting(MOST_COUNTED),
      trouble: await this.guard.trouble(),
    };
  }
}
