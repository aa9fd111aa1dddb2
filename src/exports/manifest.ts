import type { Row } from './copy-rows.js';
import type { ExportOrder } from './export-order.js';

/** A signed head of the log. */
export interface LogHead {
  readonly size: string;
  /** Base64, as in the note. */
  readonly root: string;
  readonly note: string;
}

/** One file of an export, as the manifest tells of it. */
export interface ExportFile {
  readonly file: string;
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
}

/** What an export says about itself, in manifest.json beside its files. */
export interface Manifest {
  readonly export: string;
  readonly order: ExportOrder;
  readonly madeAt: Date;
  readonly files: readonly ExportFile[];
  /** Lines, debits and credits of the general ledger in the range, per currency. */
  readonly controlTotals: readonly Row[];
  /** The signed head of the log that the view of the data knew; null before the first. */
  readonly checkpoint: LogHead | null;
}

/** The text of manifest.json. `actor` is the pseudonym of who asked. */
export function manifestText(manifest: Manifest): string {
  const { order, files, controlTotals } = manifest;
  return `${JSON.stringify(
    {
      version: '1',
      export: manifest.export,
      format: order.format,
      filter: { from: order.from, to: order.to, fund: order.fund },
      asked_by: order.actor,
      made_at: manifest.madeAt.toISOString(),
      files,
      control_totals: controlTotals,
      checkpoint: manifest.checkpoint,
    },
    null,
    2,
  )}\n`;
}
