import { Readable } from 'node:stream';
import { ACTIVITIES, BALANCES, COMMITMENTS_BY_AGE, OPENING_BALANCES } from '#ledger';
import type { ExportFormat } from '../export-format.js';
import { PdfPages } from './pdf-pages.js';
import { tablesOf } from './statement.js';

/** One document to read and to file: tagged for screen readers (PDF/UA), its fonts inside it. */
export const pdf: ExportFormat = {
  name: 'pdf',
  label: 'PDF statement',
  purpose:
    'Trial balance, activities, financial position, budget, commitments and the log head, to read.',
  write: async ({ order, snapshot, folder }) => {
    const tables = tablesOf({
      opening: await snapshot.all(OPENING_BALANCES),
      balances: await snapshot.all(BALANCES),
      activities: await snapshot.all(ACTIVITIES),
      commitments: await snapshot.all(COMMITMENTS_BY_AGE),
    });
    const head = await snapshot.checkpoint();
    const fund = order.fund === null ? 'all funds' : `fund ${order.fund}`;
    const pages = new PdfPages('Statement of the books');
    pages.heading('Statement of the books');
    pages.paragraph(
      `From ${order.from} to ${order.to}, ${fund}. Balances are those at the end of the last day.`,
    );
    if (tables.length === 0) pages.paragraph('Nothing was posted up to the last day.');
    for (const table of tables) pages.table(table);
    pages.section('Head of the log');
    pages.paragraph(
      head === null
        ? 'The log has no signed head yet.'
        : `The log had ${head.size} leaves. Its root is ${head.root}. Whoever holds a checkpoint of that size can check that it names this root.`,
    );
    const rows = tables.reduce((count, table) => count + table.rows.length, 0);
    const stream = Readable.from([await pages.bytes()]);
    await folder.writeMade('statement.pdf', { stream, rows: () => rows });
  },
};
