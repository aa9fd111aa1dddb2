import type { Dataset } from '#kernel';
import type { BundleLog } from './bundle/bundle-log.service.js';
import type { ExportFolder } from './export-folder.js';
import type { ExportOrder } from './export-order.js';
import type { ExportFile } from './manifest.js';
import type { Snapshot } from './snapshot.store.js';

/** What a format works with: the order, one view of the data, and the folder that takes its files. */
export interface ExportContext {
  readonly order: ExportOrder;
  readonly snapshot: Snapshot;
  /** The same view once more, for sums that need not wait for a long stream. */
  readonly beside: Snapshot;
  readonly folder: ExportFolder;
  readonly log: BundleLog;
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
  /** Takes no heed of days and is of no single fund. */
  readonly isWhole?: boolean;
  /** What the control totals of the manifest count, when it is not the general ledger in the range. */
  readonly totals?: Dataset;
  write(context: ExportContext): Promise<void>;
  /** What comes after the manifest, and so is not in it. */
  finish?(context: ExportContext, manifest: ExportFile): Promise<void>;
}
