import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { Intake, type DraftView } from '#applications';
import { DomainError, type Id } from '#kernel';
import { translate, type ViewModel } from '#platform';
import type { Channel } from '#privacy';
import { ForApplicant } from '../http/access.js';
import { CurrentApplicant, Language } from '../http/visitor.js';
import { Redirect, View } from '../http/view.js';
import { answerProblems } from './form/answer-problems.js';
import { channelOf, pathOf, readContactValue } from './contact-values.js';
import { pathAfter, pathBeforeContact, QUESTIONS, SEND, withChange } from './form/screen-order.js';

const CONTACT_SCREEN = 7;

/** One page per chosen way of contact, for the number or address itself. */
@Controller('f/7')
@ForApplicant('draft')
export class ContactValueController {
  constructor(private readonly intake: Intake) {}

  @Get(':part')
  async show(
    @Param('part') part: string,
    @Query('c') change: unknown,
    @CurrentApplicant() applicantId: Id<'applicant'>,
    @Language() language: string,
  ): Promise<View | Redirect> {
    const draft = await this.intake.draftOf(applicantId);
    const channel = chosen(part, draft);
    if (channel === null) return new Redirect(draft.isSent ? SEND : '/f/7');
    const { contacts } = draft.answers;
    // Texts and calls mostly go to one number: she types it once.
    const value = contacts?.[channel] ?? (channel === 'call' ? contacts?.sms : undefined);
    return new View('applicant/contact-value', {
      ...pageModel(part, channel, draft, language, change === '1'),
      typed: value ? { value: value.typed } : {},
    });
  }

  @Post(':part')
  async save(
    @Param('part') part: string,
    @Query('c') change: unknown,
    @CurrentApplicant() applicantId: Id<'applicant'>,
    @Body() body: unknown,
    @Language() language: string,
  ): Promise<View | Redirect> {
    const draft = await this.intake.draftOf(applicantId);
    const channel = chosen(part, draft);
    if (channel === null) return new Redirect(draft.isSent ? SEND : '/f/7');
    const isChange = change === '1';
    const reading = await readContactValue(channel, body);
    if (!reading.ok) {
      const model = pageModel(part, channel, draft, language, isChange);
      return answerProblems('applicant/contact-value', model, reading, language);
    }
    const contacts = { ...draft.answers.contacts, [channel]: reading.contact };
    await this.intake.saveStep(draft.applicationId, { contacts });
    return new Redirect(pathAfter(CONTACT_SCREEN, { ...draft.answers, contacts }, isChange));
  }
}

/** The channel of this page if she chose it; null when she did not (any more) or the request is sent. */
function chosen(part: string, draft: DraftView): Channel | null {
  const channel = channelOf(part);
  if (!channel) throw new DomainError('not_found', 'SCREEN_UNKNOWN', 'There is no such page.');
  return !draft.isSent && draft.answers.channels?.includes(channel) ? channel : null;
}

function pageModel(
  part: string,
  channel: Channel,
  draft: DraftView,
  language: string,
  isChange: boolean,
): ViewModel {
  return {
    title: translate(language, 'title.question', {
      number: String(CONTACT_SCREEN),
      total: String(QUESTIONS),
    }),
    back: pathBeforeContact(part, draft.answers),
    action: withChange(pathOf(channel), isChange),
    channel,
    heading: translate(language, `contact.${channel}`),
    hint: translate(language, `contact.${channel}.hint`),
    isTelephone: channel === 'sms' || channel === 'call',
  };
}
