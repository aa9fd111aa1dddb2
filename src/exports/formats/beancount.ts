import type { ExportFormat } from '../export-format.js';
import {
  notesOf,
  text,
  writeJournals,
  type ChartAccount,
  type Declared,
  type Transaction,
} from './journal.js';

/** Beancount knows five roots. The budget is a memorandum: its accounts balance among themselves under Equity. */
const ROOTS: Readonly<Record<string, string>> = {
  asset: 'Assets',
  liability: 'Liabilities',
  net_asset: 'Equity',
  revenue: 'Income',
  expense: 'Expenses',
  budget: 'Equity:Budget',
};

const accountName = ({ type, code, name }: ChartAccount, fund: string): string =>
  `${ROOTS[type] ?? 'Equity'}:${code}-${name}:${fund}`;

const quoted = (value: string): string => `"${value.replace(/[\\"]/g, '\\$&')}"`;

function declare({ accounts, from }: Declared): string {
  return [
    ...accounts.map(({ account, fund }) => `${from} open ${accountName(account, fund)}`),
    '',
    '',
  ].join('\n');
}

function transaction({ head, lines }: Transaction): string {
  const leaf = head['leaf'];
  return [
    `${text(head, 'effective_on')} * ${quoted(text(head, 'kind'))} ""`,
    ...(leaf === null || leaf === undefined ? [] : [`  leaf: ${quoted(leaf)}`]),
    ...notesOf(head).map(([name, value]) => `  ${name}: ${quoted(value)}`),
    ...lines.flatMap(({ row, account, amount }) => {
      const award = row['award'];
      return [
        `  ${accountName(account, text(row, 'fund'))}  ${amount} ${text(row, 'currency')}`,
        ...(award === null || award === undefined ? [] : [`    award: ${quoted(award)}`]),
      ];
    }),
    '',
    '',
  ].join('\n');
}

export const beancount: ExportFormat = {
  name: 'beancount',
  label: 'Beancount',
  purpose: 'Journals for beancount: money and budget apart, ready for bean-check.',
  write: (context) => writeJournals(context, { extension: 'beancount', declare, transaction }),
};
