import type { Dataset } from '#kernel';
import { CHART_OF_ACCOUNTS, GENERAL_LEDGER, TRIAL_BALANCE } from '#ledger';
import type { ExportFormat } from '../export-format.js';
import type { ExportFile } from '../manifest.js';
import type { Snapshot } from '../snapshot.store.js';

/** UTF-8, RFC 4180, ISO dates, exact decimals, no totals row, in the order of the journal. */
export const csv: ExportFormat = {
  name: 'csv',
  label: 'CSV',
  purpose: 'General ledger, trial balance and chart of accounts for any spreadsheet or database.',
  write: async ({ snapshot, beside, folder }) => {
    const write = (dataset: Dataset, from: Snapshot): Promise<ExportFile> =>
      folder.write(`${dataset.name}.csv`, from.csv(dataset));
    await Promise.all([
      write(GENERAL_LEDGER, snapshot),
      write(TRIAL_BALANCE, beside).then(() => write(CHART_OF_ACCOUNTS, beside)),
    ]);
  },
};
