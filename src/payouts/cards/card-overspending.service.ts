import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Id } from '#kernel';
import { Queue, UnitOfWork } from '#platform';
import { FinanceNews } from '../money/finance-news.service.js';
import { ProviderAlerts } from '../outcomes/provider-alerts.service.js';
import { CARD_RAIL } from '../rails/prepaid-card/card-controls.js';

/** Finance is to hear that shops took more than a card may spend: `{payout}`. */
const OVERSPENT_TASK = 'payouts.card_overspent';

/** Money that shops took from a card beyond its payout: nobody can take it back here, so finance is told and books it. */
@Injectable()
export class CardOverspending implements OnModuleInit {
  constructor(
    private readonly alerts: ProviderAlerts,
    private readonly news: FinanceNews,
    private readonly queue: Queue,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  onModuleInit(): void {
    this.queue.handle(OVERSPENT_TASK, ({ payout }) => this.tell(String(payout)));
  }

  /** In the running unit of work: it has become more. */
  async grew(payout: Id<'payout'>): Promise<void> {
    await this.queue.add(OVERSPENT_TASK, { payout }, { key: `${OVERSPENT_TASK}:${payout}` });
  }

  /** One alert for each card, and one letter until somebody has seen it. */
  private async tell(payout: string): Promise<void> {
    const alert = {
      rail: CARD_RAIL,
      kind: 'card_overspent',
      value: payout,
      subject: payout,
    } as const;
    if (!(await this.alerts.note(alert))) return;
    await this.unitOfWork.run(() => this.news.tell(`card-overspent:${payout}`));
  }
}
