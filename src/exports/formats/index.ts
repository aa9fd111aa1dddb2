import { bundle } from '../bundle/bundle.js';
import type { ExportFormat } from '../export-format.js';
import { ads } from './ads.js';
import { beancount } from './beancount.js';
import { csv } from './csv.js';
import { jsonl } from './jsonl.js';
import { hledger, ledgerCli } from './plain-text.js';
import { pdf } from './pdf.js';
import { commitments, grants, payouts } from './registers.js';
import { xlsx } from './xlsx.js';

/** Every form the books can be taken away in, in the order people are shown them. */
export const FORMATS: readonly ExportFormat[] = [
  csv,
  xlsx,
  jsonl,
  hledger,
  ledgerCli,
  beancount,
  ads,
  payouts,
  commitments,
  grants,
  pdf,
  bundle,
];
export const FORMAT_NAMES: readonly string[] = FORMATS.map(({ name }) => name);
