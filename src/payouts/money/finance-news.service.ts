import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Mailer, Queue, Renderer } from '#platform';
import { ExceptionOwners } from '../exceptions/exception-owners.service.js';

/** The letter to one person: `{person}`. */
const LETTER_TASK = 'finance-letter';
const SUBJECT = 'Something to look at';

/**
 * Tells finance by mail that something needs a look: never what, how much, where or for whom, because mail is read on
 * telephones that others see. The page of finance says the rest.
 */
@Injectable()
export class FinanceNews implements OnModuleInit {
  constructor(
    private readonly owners: ExceptionOwners,
    private readonly queue: Queue,
    private readonly mailer: Mailer,
    private readonly renderer: Renderer,
  ) {}

  onModuleInit(): void {
    this.queue.handle(LETTER_TASK, ({ person }) => this.write(String(person)));
  }

  /**
   * In the running unit of work: one letter to everybody of finance who is here. `about` keeps the same news from
   * waiting twice; it is not in the letter.
   */
  async tell(about: string): Promise<void> {
    for (const { id } of await this.owners.onDuty()) {
      await this.queue.add(LETTER_TASK, { person: id }, { key: `${LETTER_TASK}:${about}:${id}` });
    }
  }

  /** May run again after a crash: a letter may come twice, which is better than never. */
  private async write(person: string): Promise<void> {
    const reader = (await this.owners.onDuty()).find(({ id }) => id === person);
    if (!reader) return;
    const text = this.renderer.render('mail/finance', { language: 'en' });
    await this.mailer.send({ to: reader.email, subject: SUBJECT, text });
  }
}
