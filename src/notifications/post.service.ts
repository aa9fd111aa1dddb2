import { Injectable } from '@nestjs/common';
import { invariant, type Id } from '#kernel';
import { Mailer, Renderer, SmsSender, UnitOfWork, translate } from '#platform';
import { ContactBook } from '#privacy';
import { nextStep, type NextStep, type QueuedMessage } from './message.js';

/** All words are neutral: level 1 of what a person can allow. */
const LEVEL = 1;

/** Finds the safe way for a neutral message and puts its words on it. Its templates take nothing but a language. */
@Injectable()
export class Post {
  constructor(
    private readonly contacts: ContactBook,
    private readonly renderer: Renderer,
    private readonly mailer: Mailer,
    private readonly sms: SmsSender,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** What may be done for her at `now`. */
  async choose(applicantId: Id<'applicant'>, now: Date): Promise<NextStep> {
    return nextStep(await this.contacts.chooseChannel(applicantId, LEVEL, now, ['sms', 'email']));
  }

  /** Throws `MAIL_REFUSED`, `SMS_REFUSED` or what the connection failed with (unavailable). */
  async deliver(
    { template, language }: Pick<QueuedMessage, 'template' | 'language'>,
    channel: 'sms' | 'email',
    to: string,
  ): Promise<void> {
    invariant(!this.unitOfWork.isRunning, 'Messages leave between units of work.');
    if (channel === 'sms') {
      await this.sms.send(to, this.renderer.render(`sms/${template}`, { language }).trim());
      return;
    }
    const subject = translate(language, `mail.subject.${template}`);
    const text = this.renderer.render(`mail/${template}`, { language });
    await this.mailer.send({ to, subject, text });
  }
}
