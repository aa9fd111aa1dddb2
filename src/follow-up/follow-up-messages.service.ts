import { Injectable } from '@nestjs/common';
import { Applications } from '#applications';
import { Messages } from '#notifications';
import type { FollowUp } from './follow-up.js';

/** The message that goes with a question: the same neutral words as for everything else. */
@Injectable()
export class FollowUpMessages {
  constructor(
    private readonly applications: Applications,
    private readonly messages: Messages,
  ) {}

  /** In the running unit of work; once for each question and reminder. */
  async queue({ id, applicantId, reminders }: FollowUp): Promise<void> {
    const { language } = await this.applications.forApplicant(applicantId);
    const dedupe = `${id}:${String(reminders)}`;
    await this.messages.queue({ applicantId, template: 'update', language, dedupe });
  }
}
