import { hash } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Config, Mailer, Queue, UnitOfWork } from '#platform';
import { LogProofs } from './log-proofs.service.js';

const TASK = 'checkpoint.mail';
const NAME_LENGTH = 16;

/** Sends checkpoints to the addresses of `CHECKPOINT_MAIL_TO`, each by itself: one that is refused is tried again alone. */
@Injectable()
export class CheckpointMail implements OnModuleInit {
  constructor(
    private readonly config: Config,
    private readonly unitOfWork: UnitOfWork,
    private readonly queue: Queue,
    private readonly proofs: LogProofs,
    private readonly mailer: Mailer,
  ) {}

  onModuleInit(): void {
    this.queue.handle(TASK, ({ size, to }) => this.send(Number(size), String(to)));
  }

  /** Queues the checkpoint of this size for everybody. */
  async post(size: number): Promise<void> {
    await this.unitOfWork.run(async () => {
      for (const address of this.config.checkpointMailTo) {
        const to = nameOf(address);
        await this.queue.add(TASK, { size, to }, { key: `${TASK}:${String(size)}:${to}` });
      }
    });
  }

  /** An address that is no longer in the settings gets nothing. */
  private async send(size: number, name: string): Promise<void> {
    const to = this.config.checkpointMailTo.find((address) => nameOf(address) === name);
    if (to === undefined) return;
    await this.mailer.send({
      to,
      subject: `Checkpoint ${String(size)}`,
      text:
        `${await this.proofs.cosigned(size)}\n` +
        'Please keep this mail. It fixes everything recorded before it: if the record is changed later,\n' +
        'it will no longer agree with these lines.\n',
    });
  }
}

/** How a task names an address: the queue holds no addresses. */
const nameOf = (address: string): string => hash('sha256', address).slice(0, NAME_LENGTH);
