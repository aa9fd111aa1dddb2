import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import type { Id } from '#kernel';
import { Messages } from '#notifications';
import { Queue } from '#platform';
import type { Method } from './method.js';
import { NEEDS_HER } from '../exceptions/trouble.js';
import { PayoutsStore } from '../payouts.store.js';
import { UnsentPayouts } from '../unsent-payouts.service.js';
import { INSTRUMENT_TASK, PLAN_TASK } from '../payouts.tasks.js';

/** What follows from a change of method, in its unit of work: payouts void, planning, one neutral message. */
@Injectable()
export class MethodEffects {
  constructor(
    private readonly payouts: PayoutsStore,
    private readonly unsent: UnsentPayouts,
    private readonly messages: Messages,
    private readonly audit: AuditTrail,
    private readonly tasks: Queue,
  ) {}

  async note(method: Method, act: string, actor: string): Promise<void> {
    await this.audit.record({
      kind: 'act',
      act,
      actor,
      subject: method.id,
      details: { applicant: method.applicantId, version: method.version, rail: method.rail },
    });
  }

  /**
   * Payouts to the old account that the provider cannot have heard of are void, because their approval named it;
   * unless the change counts from the next payment. She is told where she was told before: what reaches her is no
   * part of a method.
   */
  async changed(method: Method): Promise<void> {
    if (method.countsFrom === 'now') await this.voidUnsent(method);
    await this.tell(method, 'changed');
  }

  /** Nothing that was prepared goes out before somebody has looked. */
  async stopped(method: Method): Promise<void> {
    await this.voidUnsent(method);
    await this.tell(method, 'stopped');
  }

  /** Whose account it may be too is looked at after this unit of work. */
  async lookAt({ id, version }: Method): Promise<void> {
    await this.tasks.add(INSTRUMENT_TASK, { method: id }, { key: `${id}:${String(version)}:look` });
  }

  /** Something needs her: the page says what. */
  async asked(method: Method, about?: Id<'payout'>): Promise<void> {
    if (about === undefined) await this.tell(method, 'asked');
    else await this.queue(method, `${about}:${NEEDS_HER}`);
  }

  /** Finance asked for another way: what was prepared for this one is void, and her page says what is needed. */
  async suspended(
    method: Method,
    by: Id<'person'> | 'system',
    about?: Id<'payout'>,
  ): Promise<void> {
    await this.voidFor(method, by);
    await this.asked(method, about);
  }

  /** The provider needs something more of her: she is told once each time. */
  async askedToFinish(method: Method): Promise<void> {
    await this.tell(method, `unfinished:${method.standingSince.toISOString()}`);
  }

  /** The provider says something else of her than before. */
  async stands(method: Method): Promise<void> {
    await this.note(method, 'MethodStandingChanged', method.rail);
  }

  /** The provider pays her no more by it: what was prepared for it is void, and she is asked for another way. */
  async ended(method: Method): Promise<void> {
    await this.voidFor(method, method.rail);
    await this.asked(method);
  }

  async activated(method: Method): Promise<void> {
    await this.tasks.add(
      PLAN_TASK,
      { award: method.awardId },
      { key: `${PLAN_TASK}:${method.awardId}` },
    );
  }

  /** Whether money sent to it came back or was refused. */
  async hasBounced(method: Method): Promise<boolean> {
    const payouts = await this.payouts.forApplicant(method.applicantId);
    return payouts.some(
      ({ methodId, state }) =>
        methodId === method.id && ['returned', 'failed', 'misdirected'].includes(state),
    );
  }

  private async voidFor({ id, applicantId }: Method, actor: string): Promise<void> {
    await this.unsent.callBack(applicantId, actor, ({ methodId }) => methodId === id);
  }

  private async voidUnsent({ applicantId }: Method): Promise<void> {
    await this.unsent.callBack(applicantId, applicantId);
  }

  private async tell(method: Method, why: string): Promise<void> {
    await this.queue(method, `${method.id}:${String(method.version)}:${why}`);
  }

  private async queue({ applicantId, language }: Method, dedupe: string): Promise<void> {
    await this.messages.queue({ applicantId, template: 'update', language, dedupe });
  }
}
