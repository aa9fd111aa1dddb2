import type { ExportFormat } from '../export-format.js';
import { csv } from './csv.js';
import { jsonl } from './jsonl.js';

/** Every form the books can be taken away in, in the order people are shown them. */
export const FORMATS: readonly ExportFormat[] = [csv, jsonl];
export const FORMAT_NAMES: readonly string[] = FORMATS.map(({ name }) => name);
