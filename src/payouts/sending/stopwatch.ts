import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';

/** Time of this process that only goes forward, whatever anybody does to a clock: how long something takes, and waiting. */
@Injectable()
export class Stopwatch {
  /** Milliseconds since a moment that does not matter. */
  get ms(): number {
    return performance.now();
  }

  async wait(ms: number): Promise<void> {
    await wait(ms);
  }
}
