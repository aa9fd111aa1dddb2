import type { ExportFormat } from '../export-format.js';
import { CHART_OF_ACCOUNTS_ADS, GL_DETAIL, LOG_FILE, TRIAL_BALANCE_ADS } from './ads.datasets.js';

/** Files are named as the standard names them: what they hold, and the first and last day. */
export const ads: ExportFormat = {
  name: 'ads',
  label: 'AICPA Audit Data Standards',
  purpose:
    'GL_Detail, Trial_Balance, Chart_Of_Accounts and Log_File for audit software. Sealed entries only.',
  isSealedOnly: true,
  write: async ({ order, snapshot, folder }) => {
    const days = [order.from, order.to].map((date) => date.replaceAll('-', '')).join('_');
    for (const dataset of [GL_DETAIL, TRIAL_BALANCE_ADS, CHART_OF_ACCOUNTS_ADS, LOG_FILE]) {
      await folder.write(`${dataset.name}_${days}.csv`, snapshot.csv(dataset));
    }
  },
};
