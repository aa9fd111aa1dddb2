import { Injectable } from '@nestjs/common';
import { AuditTrail, HistoryGuard } from '#audit';
import { DomainError } from '#kernel';
import { UnitOfWork } from '#platform';
import { reasonForNewEpoch } from './epoch.js';
import { EpochsStore, type EpochState, type NewEpoch, type PastEpoch } from './epochs.store.js';

const LONGEST_REASON = 200;
const MOST_SHOWN = 20;

/** The epoch the tables are in, and the rails that send in it. */
export type EpochView = Pick<EpochState, 'epoch' | 'reconciled'>;

type Beginning = Pick<NewEpoch, 'reason' | 'by' | 'sign' | 'knownUntil'>;

/** Begins epochs of sending: by itself where the server or the log shows another history, by hand where nothing does. */
@Injectable()
export class EpochBeginnings {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: EpochsStore,
    private readonly guard: HistoryGuard,
    private readonly audit: AuditTrail,
  ) {}

  /** Where we are. */
  async now(): Promise<EpochView> {
    const { epoch, reconciled } = await this.store.state();
    return { epoch, reconciled };
  }

  /** The latest epochs and what was compared in each, newest first. */
  async past(): Promise<PastEpoch[]> {
    return this.store.past(MOST_SHOWN);
  }

  /** Begins a new epoch where one must; says where we are then. */
  async check(): Promise<EpochState> {
    const state = await this.store.state();
    const beginning = await this.beginningOf(state);
    if (beginning === null) return state;
    await this.write(beginning, state.server);
    return this.store.state();
  }

  /**
   * By hand, for a restore that nothing else tells of. `knownUntil` is the moment of the copy that was restored, when
   * it is known. Throws `REASON_MISSING` (invalid).
   */
  async begin(reason: string, by: string, knownUntil: Date | null = null): Promise<void> {
    const said = reason.trim().slice(0, LONGEST_REASON);
    if (said === '') throw new DomainError('invalid', 'REASON_MISSING', 'Say what happened.');
    const { server } = await this.store.state();
    await this.write({ reason: said, by, sign: null, knownUntil }, server);
  }

  private async beginningOf({ epoch, server }: EpochState): Promise<Beginning | null> {
    const by = 'system';
    const reason = reasonForNewEpoch(epoch, server);
    if (reason !== null) return { reason, by, sign: null, knownUntil: null };
    const trouble = await this.guard.trouble();
    if (trouble === null || (await this.store.hasSign(trouble.message))) return null;
    return { reason: 'The log was rolled back.', by, sign: trouble.message, knownUntil: null };
  }

  /** When two processes begin at once, one of them does. */
  private async write(beginning: Beginning, server: EpochState['server']): Promise<void> {
    await this.unitOfWork.run(async () => {
      if (!(await this.store.begin({ ...beginning, ...server }))) return;
      await this.audit.record({
        kind: 'act',
        act: 'SendingEpochBegan',
        actor: beginning.by,
        subject: 'sending',
        purpose: beginning.reason,
      });
    });
  }
}
