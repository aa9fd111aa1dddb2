import { CHART_OF_ACCOUNTS, GENERAL_LEDGER, TRIAL_BALANCE } from '#ledger';
import type { ExportFormat } from '../export-format.js';

/** The same rows as the CSV files, one JSON object per line; amounts are texts, so that none is rounded. */
export const jsonl: ExportFormat = {
  name: 'jsonl',
  label: 'JSON Lines',
  purpose: 'The same rows for programs: one JSON object per line, amounts as exact texts.',
  write: async ({ snapshot, folder }) => {
    for (const dataset of [GENERAL_LEDGER, TRIAL_BALANCE, CHART_OF_ACCOUNTS]) {
      await folder.write(`${dataset.name}.jsonl`, snapshot.jsonLines(dataset));
    }
  },
};
