import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { Sealer } from '#audit';
import { DomainError } from '#kernel';
import { Config, Log } from '#platform';

const PAUSE_MS = 1000;
/** How often the same trouble is said again. */
const REMIND_EVERY = 300;

/**
 * Seals the log every second when there is work. Any number of processes may: the sealer lets one at a time in. What
 * stops the sealing is said in the log and in the health page; the rest of the house goes on.
 */
@Injectable()
export class SealingLoop implements BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private turn: Promise<void> = Promise.resolve();
  private isStopped = false;
  private troubles = 0;
  private trouble: DomainError | null = null;

  constructor(
    private readonly sealer: Sealer,
    private readonly config: Config,
    private readonly log: Log,
  ) {}

  /** Seals until shutdown. */
  start(): void {
    if (this.config.mode === 'production' && this.config.witnessesNeeded === 0) {
      this.log.warn(
        'no witness is needed: whoever holds the database and the log key can rewrite both',
      );
    }
    this.next();
  }

  /** Throws why the log is not being sealed, when it is not. */
  check(): Promise<void> {
    return this.trouble === null ? Promise.resolve() : Promise.reject(this.trouble);
  }

  /** The seal in hand is finished first. */
  async beforeApplicationShutdown(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.timer);
    await this.turn;
  }

  /** One turn: seals what can be sealed. Never throws; `check` says what was wrong. */
  async turnOnce(): Promise<void> {
    try {
      await this.sealer.sealClosed();
      this.trouble = null;
      this.troubles = 0;
    } catch (error) {
      if (this.troubles % REMIND_EVERY === 0) this.log.error('the log is not sealed', error);
      this.troubles += 1;
      this.trouble =
        error instanceof DomainError
          ? error
          : new DomainError('unavailable', 'SEALING_FAILED', 'The log could not be sealed.');
    }
  }

  private next(): void {
    if (this.isStopped) return;
    this.turn = this.turnOnce();
    void this.turn.then(() => {
      if (!this.isStopped)
        this.timer = setTimeout(() => {
          this.next();
        }, PAUSE_MS);
    });
  }
}
