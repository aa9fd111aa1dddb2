import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { Clock, DomainError, invariant, type Id } from '#kernel';
import { BooksService, CONTROL_TOTALS } from '#ledger';
import { UnitOfWork } from '#platform';
import { BundleLog } from './bundle/bundle-log.service.js';
import { ExportFolder, type Told } from './export-folder.js';
import type { Row } from './copy-rows.js';
import type { ExportContext, ExportFormat } from './export-format.js';
import { alwaysWhole } from './exports.errors.js';
import { checkOrder, type ExportOrder } from './export-order.js';
import { FORMAT_NAMES, FORMATS } from './formats/index.js';
import type { ExportFile } from './manifest.js';
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
    private readonly log: BundleLog,
  ) {}

  /** Throws `EXPORT_FORMAT_UNKNOWN`, `EXPORT_DATE_INVALID`, `EXPORT_DAYS_REVERSED`, `EXPORT_ALWAYS_WHOLE` (invalid) or `FUND_UNKNOWN` (not_found). */
  async check(order: ExportOrder): Promise<void> {
    checkOrder(order, FORMAT_NAMES);
    if (order.fund === null) return;
    if (formatNamed(order.format).isWhole === true) throw alwaysWhole();
    await this.books.fund(order.fund);
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
      await this.log.seal();
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
    const format = formatNamed(order.format);
    const days = format.isWhole === true ? ALL_DAYS : { from: order.from, to: order.to };
    const range = { ...days, fund: order.fund, key: randomBytes(16) };
    return this.snapshots.read(range, async (snapshot, beside) => {
      const context = { order, snapshot, beside, folder, log: this.log };
      const [controlTotals] = await Promise.all([totalsOf(format, context), format.write(context)]);
      const manifest = await folder.close({
        export: id,
        order: { ...order, ...days, actor: await snapshot.pseudonymOf(order.actor) },
        madeAt: this.clock.now(),
        controlTotals,
        checkpoint: await snapshot.checkpoint(),
      });
      await format.finish?.(context, manifest);
      return manifest;
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

/** Counts while the files are written already. */
async function totalsOf(
  { totals = CONTROL_TOTALS }: ExportFormat,
  { beside, folder }: ExportContext,
): Promise<Row[]> {
  const rows = await beside.all(totals);
  folder.expect(rows.reduce((lines, total) => lines + Number(total['lines']), 0));
  return rows;
}

const ALL_DAYS = { from: '0001-01-01', to: '9999-12-31' };
const nobody: Told = () => undefined;

function formatNamed(name: string): ExportFormat {
  const format = FORMATS.find((candidate) => candidate.name === name);
  invariant(format !== undefined, 'An order that was checked names a format.');
  return format;
}
