import { GRANT_COMMITTEE, GRANT_REGISTER } from '#approvals';
import type { Dataset } from '#kernel';
import { COMMITMENTS } from '#ledger';
import { PAYOUT_SUBLEDGER } from '#payouts';
import type { ExportFormat } from '../export-format.js';

/** A list as CSV: whoever owns the data says what is in it. */
function register(
  about: Pick<ExportFormat, 'name' | 'label' | 'purpose'>,
  ...datasets: Dataset[]
): ExportFormat {
  return {
    ...about,
    write: async ({ snapshot, folder }) => {
      for (const dataset of datasets) {
        await folder.write(`${dataset.name}.csv`, snapshot.csv(dataset));
      }
    },
  };
}

export const payouts = register(
  {
    name: 'payouts',
    label: 'Payout subledger',
    purpose: 'Every payout the books moved, with its dates and state: account 1150, one by one.',
  },
  PAYOUT_SUBLEDGER,
);

export const commitments = register(
  {
    name: 'commitments',
    label: 'Commitments register',
    purpose: 'What is reserved, committed and owed on the last day, award by award, with its age.',
  },
  COMMITMENTS,
);

export const grants = register(
  {
    name: 'grants',
    label: 'Grant register',
    purpose:
      'What IRS Publication 3833 asks to keep of each grant, and who decided. Without names.',
  },
  GRANT_REGISTER,
  GRANT_COMMITTEE,
);
