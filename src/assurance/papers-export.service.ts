import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { Money, type Id } from '#kernel';
import { UnitOfWork } from '#platform';
import { planToText } from './plan-text.js';
import type { Workbook } from './working-papers.service.js';
import { WorkingPapers } from './working-papers.service.js';
import { ATTRIBUTES } from './working-paper.js';

const COLUMNS = [
  'sample',
  'method',
  'plan',
  'population_count',
  'population_total',
  'population_digest',
  'item',
  'entry',
  'currency',
  'booked',
  'stratum',
  'certain',
  ...ATTRIBUTES.flatMap(({ code }) => [code, `${code}_system`]),
  'audited',
  'note',
  'version',
  'signed_by',
  'signed_at',
] as const;

/** Working papers as CSV (UTF-8, RFC 4180): one row for each item, with how the sample was drawn in front. */
@Injectable()
export class PapersExport {
  constructor(
    private readonly papers: WorkingPapers,
    private readonly audit: AuditTrail,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** Recorded in the log before its first byte leaves. Throws `SAMPLE_UNKNOWN` (not_found). */
  async csv(actor: Id<'person'>, id: Id<'sample'>): Promise<Readable> {
    const workbook = await this.papers.workbook(id);
    await this.unitOfWork.run(() =>
      this.audit.record({
        kind: 'export',
        act: 'WorkingPapersExported',
        actor,
        subject: id,
        details: { format: 'csv', items: workbook.items.length },
      }),
    );
    return Readable.from([[COLUMNS, ...rowsOf(workbook)].map(lineOf).join('\n'), '\n']);
  }
}

function rowsOf({ sample, items }: Workbook): string[][] {
  const money = (minor: bigint): string => Money.of(minor, sample.currency).toDecimal();
  const plan = Object.entries(planToText(sample.plan)).map(([name, value]) => `${name}=${value}`);
  const { count, total, digest } = sample.population;
  const head = [sample.id, sample.plan.method, plan.join(' '), String(count), money(total), digest];
  return items.map(({ n, seq, amount, stratum, isCertain, paper }) => [
    ...head,
    ...[String(n), String(seq), sample.currency, money(amount), stratum ?? '', String(isCertain)],
    ...ATTRIBUTES.flatMap(({ code }) => [
      paper?.verdicts[code] ?? '',
      paper?.facts[code].verdict ?? '',
    ]),
    ...(paper === null
      ? ['', '', '', '', '']
      : [
          money(paper.audited),
          paper.note,
          String(paper.version),
          paper.signedBy,
          paper.signedAt.toISOString(),
        ]),
  ]);
}

const lineOf = (cells: readonly string[]): string => cells.map(cellOf).join(',');

/** A spreadsheet runs a text that starts like a formula: an apostrophe in front stops it (OWASP, CSV injection). */
function cellOf(text: string): string {
  const safe = /^[=+@\t\r-]/.test(text) && !/^-?[0-9.]+$/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
