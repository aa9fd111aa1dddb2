import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { Clock } from '#kernel';
import { Messages } from '#notifications';
import { Queue } from '#platform';
import type { Method } from './method.js';
import { PayoutJournal } from './payout-journal.service.js';
import { PayoutsStore } from './payouts.store.js';
import { PLAN_TASK } from './payouts.tasks.js';

/** What follows from a change of method, in its unit of work: payouts void, planning, one neutral message. */
@Injectable()
export class MethodEffects {
  constructor(
    private readonly payouts: PayoutsStore,
    private readonly journal: PayoutJournal,
    private readonly messages: Messages,
    private readonly audit: AuditTrail,
    private readonly queue: Queue,
    private readonly clock: Clock,
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

  /** Payouts to the old account that the provider cannot have heard of are void: their approval named it. */
  async changed(method: Method): Promise<void> {
    for (const payout of await this.payouts.unsentLocked(method.applicantId)) {
      await this.journal.record(payout, ['PayoutCancelled'], {
        actor: method.applicantId,
        at: this.clock.now(),
      });
    }
    await this.tell(method, 'changed');
  }

  /** Something needs her: the page says what. */
  async asked(method: Method): Promise<void> {
    await this.tell(method, 'asked');
  }

  async activated(method: Method): Promise<void> {
    await this.queue.add(
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

  private async tell({ applicantId, language, id, version }: Method, why: string): Promise<void> {
    await this.messages.queue({
      applicantId,
      template: 'update',
      language,
      dedupe: `${id}:${String(version)}:${why}`,
    });
  }
}
