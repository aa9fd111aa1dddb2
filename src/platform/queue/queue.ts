import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Logger, run, runOnce, type Runner, type TaskList } from 'graphile-worker';
import { Pool } from 'pg';
import { DomainError, invariant } from '#kernel';
import { Config } from '../config/config.js';
import { Database } from '../database/database.js';
import { Log } from '../logging/log.js';

/** What a task carries: ids and codes only, because the queue's tables are not sealed. */
export type TaskPayload = Readonly<Record<string, string | number | boolean | null>>;
export type TaskHandler = (payload: TaskPayload) => Promise<void>;

/** When and how a task is queued. */
export interface TaskOptions {
  /** Not before this instant. */
  readonly at?: Date;
  /** One waiting task per key: a second one replaces the first. */
  readonly key?: string;
}

/**
 * Work that follows an act: queued by SQL inside the act's transaction, so it happens if and only if
 * the act did; run at least once by any process with `--jobs`, so handlers are safe to repeat.
 */
@Injectable()
export class Queue implements OnApplicationShutdown {
  private readonly handlers = new Map<string, TaskHandler>();
  private runner: Runner | undefined;
  private isWorking = false;
  private pool: Pool | undefined;

  constructor(
    private readonly config: Config,
    private readonly database: Database,
    private readonly log: Log,
  ) {}

  /** Names the handler of a task; each module does so once, when it starts. */
  handle(task: string, handler: TaskHandler): void {
    invariant(!this.handlers.has(task), `Task ${task} has one handler.`);
    this.handlers.set(task, handler);
  }

  /** Queues a task in the running unit of work. */
  async add(task: string, payload: TaskPayload, options: TaskOptions = {}): Promise<void> {
    await this.database.write(
      `select graphile_worker.add_job($1, $2::json, run_at => $3, job_key => $4, max_attempts => 12)`,
      [task, JSON.stringify(payload), options.at ?? null, options.key ?? null],
    );
  }

  /** Starts working until shutdown. */
  async start(): Promise<void> {
    this.runner = await run({ ...this.options(), concurrency: 2, noHandleSignals: true });
    this.isWorking = true;
    const ended = (): void => {
      this.isWorking = false;
    };
    this.runner.promise.then(ended, ended);
  }

  /** Whether this process is still taking tasks; throws `QUEUE_STOPPED` (unavailable) when it is not. */
  check(): Promise<void> {
    return this.isWorking
      ? Promise.resolve()
      : Promise.reject(
          new DomainError('unavailable', 'QUEUE_STOPPED', 'Tasks are not being worked off.'),
        );
  }

  /** Works off everything that is due and returns; for tests and drills. */
  async drain(): Promise<void> {
    await runOnce(this.options());
  }

  /** Lets tasks in hand finish. */
  async onApplicationShutdown(): Promise<void> {
    await this.runner?.stop();
    await this.pool?.end();
  }

  private options(): { pgPool: Pool; taskList: TaskList; logger: Logger } {
    this.pool ??= this.openPool();
    return { pgPool: this.pool, taskList: this.taskList(), logger: this.logger() };
  }

  /** Without listeners the loss of a connection would end the process; the worker reconnects by itself. */
  private openPool(): Pool {
    const lost = (error: Error): void => {
      this.log.error('queue connection lost', error);
    };
    return new Pool({ connectionString: this.config.databaseUrl, max: 4, keepAlive: true })
      .on('error', lost)
      .on('connect', (client) => client.on('error', lost));
  }

  private taskList(): TaskList {
    return Object.fromEntries(
      [...this.handlers].map(([task, handler]) => [
        task,
        async (payload: unknown): Promise<void> => {
          try {
            await handler(payload as TaskPayload);
          } catch (error) {
            this.log.error('task failed', error, { at: `queue ${task}` });
            throw error;
          }
        },
      ]),
    );
  }

  /** The library's own messages may quote payloads and errors: only their occurrence is logged. */
  private logger(): Logger {
    return new Logger(() => (level) => {
      if (level === 'error') this.log.warn('queue trouble');
    });
  }
}
