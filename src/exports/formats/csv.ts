import { CHART_OF_ACCOUNTS, GENERAL_LEDGER, TRIAL_BALANCE } from '#ledger';
import type { ExportFormat } from '../export-format.js';

/** UTF-8, RFC 4180, ISO dates, exact decimals, no totals row, in the order of the journal. */
export const csv: ExportFormat = {
  name: 'csv',
  label: 'CSV',
  purpose: 'General ledger, trial balance and chart of accounts for any spreadsheet or database.',
  write: async ({ snapshot, folder }) => {
    for (const dataset of [GENERAL_LEDGER, TRIAL_BALANCE, CHART_OF_ACCOUNTS]) {
      await folder.write(`${dataset.name}.csv`, snapshot.csv(dataset));
    }
  },
};
