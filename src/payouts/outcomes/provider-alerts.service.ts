import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { Clock, DomainError, type Id } from '#kernel';
import { Log, UnitOfWork } from '#platform';
import type { NoticeRefusal } from '../rails/notice-refusals.js';
import { keptWord, type ProviderAlert } from './provider-alert.js';
import { ProviderAlertsStore, type AlertRow } from './provider-alerts.store.js';

const MOST_SHOWN = 200;
/** Anybody can send what is not signed: such refusals are written at most this often by each process. */
const UNSIGNED_EVERY_MS = 10_000;

/** What providers said that we do not understand, or that we refused: kept, counted, shown until somebody has seen it. */
@Injectable()
export class ProviderAlerts {
  private readonly unsigned = new Map<string, { count: number; writtenAt: number }>();

  constructor(
    private readonly store: ProviderAlertsStore,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /**
   * Outside a unit of work. True when nobody had been shown it before. Never throws: an alert that cannot be written
   * must not hold up a payment.
   */
  async note(alert: ProviderAlert, times = 1): Promise<boolean> {
    return (await this.keep(alert, (kept) => this.store.add(kept, times))) ?? false;
  }

  /** The same for what will be so for long: whoever has seen it is not told again. Never throws. */
  async noteOnce(alert: ProviderAlert): Promise<void> {
    await this.keep(alert, (kept) => this.store.addOnce(kept));
  }

  /** Counts a notice that was refused. Of unsigned ones the last few seconds may be missing in the count. */
  async refused(provider: string, code: NoticeRefusal): Promise<void> {
    const times = code === 'NOTICE_REFUSED' ? this.unsignedToWrite(provider) : 1;
    if (times === 0) return;
    const alert = { rail: provider, kind: 'notice_refused', value: code, subject: '' } as const;
    await this.note(alert, times);
  }

  /** Those that wait for somebody, the latest first. */
  async open(): Promise<AlertRow[]> {
    return this.store.list(true, MOST_SHOWN);
  }

  /** The latest that somebody has seen. */
  async seen(): Promise<AlertRow[]> {
    return this.store.list(false, MOST_SHOWN);
  }

  /** Somebody has seen it; the same word opens a new one. Throws `ALERT_GONE` (conflict) when somebody did before. */
  async acknowledge(seq: string, personId: Id<'person'>): Promise<void> {
    await this.unitOfWork.run(async () => {
      if (!/^[0-9]{1,18}$/.test(seq) || !(await this.store.close(seq, personId))) {
        throw new DomainError(
          'conflict',
          'ALERT_GONE',
          'Somebody has marked this as seen already.',
        );
      }
      await this.audit.record({
        kind: 'act',
        act: 'ProviderAlertSeen',
        actor: personId,
        subject: 'providers',
        details: { alert: seq },
      });
    });
  }

  /** Null when it could not be written. */
  private async keep<Answer>(
    alert: ProviderAlert,
    write: (kept: ProviderAlert) => Promise<Answer>,
  ): Promise<Answer | null> {
    const { kind: code } = alert;
    this.log.warn('provider alert', { code });
    try {
      return await write({ ...alert, value: keptWord(alert.value) });
    } catch (error) {
      this.log.error('provider alert could not be kept', error, { code });
      return null;
    }
  }

  private unsignedToWrite(provider: string): number {
    const now = this.clock.now().getTime();
    const { count, writtenAt } = this.unsigned.get(provider) ?? { count: 0, writtenAt: -Infinity };
    const isDue = now - writtenAt >= UNSIGNED_EVERY_MS;
    this.unsigned.set(
      provider,
      isDue ? { count: 0, writtenAt: now } : { count: count + 1, writtenAt },
    );
    return isDue ? count + 1 : 0;
  }
}
