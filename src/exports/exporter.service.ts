import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AuditTrail, Sealer } from '#audit';
import { Clock, DomainError, invariant, type Id } from '#kernel';
import { BooksService, CONTROL_TOTALS } from '#ledger';
import { UnitOfWork } from '#platform';
import { ExportFolder, type ExportFile, type Told } from './export-folder.js';
import type { ExportFormat } from './export-format.js';
import { checkOrder, type ExportOrder } from './export-order.js';
import { FORMAT_NAMES, FORMATS } from './formats/index.js';
import { SnapshotStore } from './snapshot.store.js';

/**
 * Makes exports: every file of one from one view of the data, hashed while it is written, under pseudonyms made
 * for it alone, with a manifest, and recorded in the log before anybody can have it.
 */
@Injectable()
export class Exporter {
  constructor(
    private readonly snapshots: SnapshotStore,
    private readonly books: BooksService,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
    private readonly sealer: Sealer,
  ) {}

  /** Throws `EXPORT_FORMAT_UNKNOWN`, `EXPORT_DATE_INVALID`, `EXPORT_DAYS_REVERSED` (invalid) or `FUND_UNKNOWN` (not_found). */
  async check(order: ExportOrder): Promise<void> {
    checkOrder(order, FORMAT_NAMES);
    if (order.fund !== null) await this.books.fund(order.fund);
  }

  /**
   * Writes everything into `path`, a folder that is there, and takes its own files away again when something goes
   * wrong. Throws what `check` throws, and what the file system says (`ENOSPC`).
   */
  async make(
    id: Id<'export'>,
    order: ExportOrder,
    path: string,
    tell: Told = nobody,
  ): Promise<ExportFile> {
    await this.check(order);
    await this.seal(formatNamed(order.format));
    const folder = new ExportFolder(path, tell);
    try {
      const manifest = await this.fill(folder, id, order);
      await this.record(id, order, folder.files, manifest);
      return manifest;
    } catch (error) {
      await folder.clear();
      throw error;
    }
  }

  /** So that every entry of the files has its place in the log. Most formats are worth having without it, when it is broken. */
  private async seal({ isSealedOnly = false }: ExportFormat): Promise<void> {
    try {
      await this.sealer.seal();
    } catch (error) {
      if (isSealedOnly || !(error instanceof DomainError)) throw error;
    }
  }

  /** All files from one view of the data, and the manifest last: a folder without one is not an export. */
  private async fill(
    folder: ExportFolder,
    id: Id<'export'>,
    order: ExportOrder,
  ): Promise<ExportFile> {
    const range = { from: order.from, to: order.to, fund: order.fund, key: randomBytes(16) };
    return this.snapshots.read(range, async (snapshot) => {
      const controlTotals = await snapshot.all(CONTROL_TOTALS);
      folder.expect(controlTotals.reduce((lines, total) => lines + Number(total['lines']), 0));
      await formatNamed(order.format).write({ order, snapshot, folder });
      return folder.close({
        export: id,
        order: { ...order, actor: await snapshot.pseudonymOf(order.actor) },
        madeAt: this.clock.now(),
        controlTotals,
        checkpoint: await snapshot.checkpoint(),
      });
    });
  }

  /** Before the first byte leaves: nobody has the files yet. */
  private async record(
    id: Id<'export'>,
    { format, from, to, fund, actor }: ExportOrder,
    files: readonly ExportFile[],
    manifest: ExportFile,
  ): Promise<void> {
    const rows = files.reduce((sum, file) => sum + file.rows, 0);
    await this.unitOfWork.run(() =>
      this.audit.record({
        kind: 'export',
        act: 'BooksExported',
        actor,
        subject: id,
        details: { format, from, to, fund, rows, manifest: manifest.sha256 },
      }),
    );
  }
}

const nobody: Told = () => undefined;

function formatNamed(name: string): ExportFormat {
  const format = FORMATS.find((candidate) => candidate.name === name);
  invariant(format !== undefined, 'An order that was checked names a format.');
  return format;
}
