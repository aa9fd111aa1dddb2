import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Exporter, ExportsModule, type ExportOrder } from '#exports';
import { newId } from '#kernel';
import { openBooks, type Books } from '../ledger/bookkeeping.js';

/** Books with everything that makes files from them. */
export interface Workshop extends Books {
  /** Makes an export of everything (or what `about` says) and returns its files by name. */
  make(format: string, about?: Partial<ExportOrder>): Promise<Readonly<Record<string, string>>>;
}

export const newFolder = (): string => mkdtempSync(join(tmpdir(), 'export-'));

export const readFolder = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  );

export const EVERYTHING = {
  from: '2025-10-01',
  to: '2031-12-31',
  fund: null,
  actor: 'per_auditor',
};

export async function openWorkshop(): Promise<Workshop> {
  const books = await openBooks({}, ExportsModule);
  return {
    ...books,
    make: async (format, about = {}) => {
      const folder = newFolder();
      const order = { ...EVERYTHING, format, ...about };
      await books.get(Exporter).make(newId('export'), order, folder);
      return readFolder(folder);
    },
  };
}
