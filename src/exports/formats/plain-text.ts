import type { ExportFormat } from '../export-format.js';
import {
  notesOf,
  text,
  writeJournals,
  type ChartAccount,
  type Declared,
  type Dialect,
  type Transaction,
} from './journal.js';

/** hledger and ledger read nearly the same text; what differs is how a commodity and a tag are made known. */
const TAGS = [
  ...['entry', 'posted-at', 'period', 'relates-to', 'actor', 'approver', 'reverses', 'reason'],
  ...['source', 'key', 'award'],
];

const accountName = ({ type, code, name }: ChartAccount, fund: string): string =>
  `${type}:${code}-${name}:${fund}`;

/** hledger wants a decimal mark even where no digit follows. */
const sample = (decimals: number): string =>
  decimals === 0 ? '1000.' : `1000.${'0'.repeat(decimals)}`;

function declare(
  { accounts, currencies, kinds }: Declared,
  commodity: (code: string, decimals: number) => string,
): string {
  return [
    ...currencies.map(({ code, decimals }) => commodity(code, decimals)),
    ...accounts.map(({ account, fund }) => `account ${accountName(account, fund)}`),
    ...kinds.map((kind) => `payee ${kind}`),
    ...TAGS.map((tag) => `tag ${tag}`),
    '',
    '',
  ].join('\n');
}

function transaction({ head, lines }: Transaction): string {
  const leaf = head['leaf'];
  const code = leaf === null || leaf === undefined ? '' : `(${leaf}) `;
  return [
    `${text(head, 'effective_on')} * ${code}${text(head, 'kind')}`,
    ...notesOf(head).map(([name, value]) => `    ; ${name}: ${value}`),
    ...lines.map(({ row, account, amount }) => {
      const award = row['award'];
      const note = award === null || award === undefined ? '' : `  ; award: ${award}`;
      return `    ${accountName(account, text(row, 'fund'))}  ${amount} ${text(row, 'currency')}${note}`;
    }),
    '',
    '',
  ].join('\n');
}

const HLEDGER: Dialect = {
  extension: 'journal',
  declare: (declared) =>
    declare(declared, (code, decimals) => `commodity ${sample(decimals)} ${code}`),
  transaction,
};

const LEDGER: Dialect = {
  extension: 'ledger',
  declare: (declared) =>
    declare(
      declared,
      (code, decimals) =>
        `commodity ${code}\n    format ${sample(decimals).replace(/\.$/, '')} ${code}`,
    ),
  transaction,
};

export const hledger: ExportFormat = {
  name: 'hledger',
  label: 'hledger',
  purpose:
    'Journals for hledger: money and budget apart, every account, currency and kind declared.',
  write: (context) => writeJournals(context, HLEDGER),
};

export const ledgerCli: ExportFormat = {
  name: 'ledger',
  label: 'Ledger',
  purpose: 'The same journals for ledger-cli, strict enough for --pedantic --explicit.',
  write: (context) => writeJournals(context, LEDGER),
};
