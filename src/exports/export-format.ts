import type { ExportFolder } from './export-folder.js';
import type { ExportOrder } from './export-order.js';
import type { Snapshot } from './snapshot.store.js';

/** What a format works with: the order, one view of the data, and the folder that takes its files. */
export interface ExportContext {
  readonly order: ExportOrder;
  readonly snapshot: Snapshot;
  readonly folder: ExportFolder;
}

/** One way to write the books down. The manifest is written for it. */
export interface ExportFormat {
  /** As it is typed: `csv`. */
  readonly name: string;
  /** As a person reads it. */
  readonly label: string;
  /** One line: what it is for. */
  readonly purpose: string;
  /** Leaves out what has no place in the log yet, and so is not made when the log cannot be sealed. */
  readonly isSealedOnly?: boolean;
  write(context: ExportContext): Promise<void>;
}
