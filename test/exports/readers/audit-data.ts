import { readCsv, type CsvRow } from './csv.js';

/** Fields that the AICPA's standards require or this house always fills, and how they look. */
const DETAIL: Readonly<Record<string, RegExp>> = {
  Journal_ID: /^[1-9][0-9]*$/,
  Journal_ID_Line_Number: /^[1-9][0-9]*$/,
  Effective_Date: /^\d{4}-\d{2}-\d{2}$/,
  Fiscal_Year: /^\d{4}$/,
  Period: /^(0[1-9]|1[0-2])$/,
  Business_Unit_Code: /^[A-Z0-9-]{2,12}$/,
  GL_Account_Number: /^[0-9]{4}$/,
  Amount: /^[0-9]+(\.[0-9]+)?$/,
  Amount_Credit_Debit_Indicator: /^[DC]$/,
  Amount_Currency: /^[A-Z]{3}$/,
  Entered_Date: /^\d{4}-\d{2}-\d{2}$/,
  Entered_Time: /^\d{2}:\d{2}:\d{2}$/,
};

/** Minor units of an amount, above zero for debits. */
export const signedMinor = (row: CsvRow, amount = 'Amount'): bigint => {
  const minor = BigInt((row[amount] ?? '').replace('.', ''));
  return row['Amount_Credit_Debit_Indicator'] === 'C' ? -minor : minor;
};

/** A strict reader of GL_Detail. */
export function readDetail(csv: string): CsvRow[] {
  const rows = readCsv(csv);
  for (const row of rows) {
    for (const [name, shape] of Object.entries(DETAIL)) {
      if (!shape.test(row[name] ?? '')) throw new Error(`${name} is ${row[name] ?? 'missing'}.`);
    }
  }
  return rows;
}

/** Net by `account:fund:currency`, without zeros. */
export function balancesOf(rows: readonly CsvRow[]): Record<string, bigint> {
  const sums = new Map<string, bigint>();
  for (const row of rows) {
    const key = ['GL_Account_Number', 'Business_Unit_Code', 'Amount_Currency']
      .map((name) => row[name] ?? '')
      .join(':');
    sums.set(key, (sums.get(key) ?? 0n) + signedMinor(row));
  }
  return Object.fromEntries([...sums].filter(([, sum]) => sum !== 0n).sort());
}
