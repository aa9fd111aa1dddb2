import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '#platform';
import { FinanceNews } from '../money/finance-news.service.js';
import { ProviderAlerts } from './provider-alerts.service.js';

/** Money at a provider that no payout explains: a person of finance must look, so it is said and never kept quiet. */
@Injectable()
export class UnexplainedMoney {
  constructor(
    private readonly alerts: ProviderAlerts,
    private readonly news: FinanceNews,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** Rests in an account of a person at the provider. Finance gets one letter until somebody has seen the alert. */
  async restsAt(rail: string, account: string): Promise<void> {
    const alert = { rail, kind: 'money_at_recipient', value: account, subject: account } as const;
    if (!(await this.alerts.note(alert))) return;
    await this.unitOfWork.run(() => this.news.tell(`money-at-recipient:${account}`));
  }
}
