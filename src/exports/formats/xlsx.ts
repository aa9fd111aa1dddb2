import { PassThrough, Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import type { Dataset } from '#kernel';
import { CHART_OF_ACCOUNTS, GENERAL_LEDGER, TRIAL_BALANCE } from '#ledger';
import type { Row } from '../copy-rows.js';
import type { ExportContext, ExportFormat } from '../export-format.js';
import {
  contentTypes,
  ROOT_RELATIONS,
  SHEET_END,
  sheetRow,
  sheetStart,
  STYLES,
  workbook,
  workbookRelations,
} from './xlsx-parts.js';

/** A sheet ends here (Excel's limit is 1,048,576 with the head); what is more goes on in a further one. */
const MOST_ROWS = 1_048_575;
const NAMES: Readonly<Record<string, string>> = {
  'general-ledger': 'General ledger',
  'trial-balance': 'Trial balance',
  'chart-of-accounts': 'Chart of accounts',
};

/** A workbook that is written while it is read: one row of it is in memory at a time. */
export class WorkbookWriter {
  private readonly zip = new ZipFile();
  private readonly out = new PassThrough();
  private readonly names: string[] = [];
  rows = 0;

  constructor(private readonly mostRows = MOST_ROWS) {
    this.zip.on('error', (error: Error) => this.out.destroy(error));
    this.zip.outputStream.pipe(this.out);
  }

  /** The bytes; read them while sheets are added. */
  get stream(): Readable {
    return this.out;
  }

  /** Adds a dataset as one sheet, or as several when one cannot hold it. */
  async add(name: string, dataset: Dataset, rows: AsyncIterator<Row>): Promise<void> {
    let next = await rows.next();
    for (let part = 1; part === 1 || next.done !== true; part += 1) {
      this.names.push(part === 1 ? name : `${name} ${String(part)}`);
      next = await this.sheet(dataset, rows, next);
    }
  }

  /** Says which sheets there are: nothing comes after. */
  end(): void {
    const count = this.names.length;
    const parts = {
      '[Content_Types].xml': contentTypes(count),
      '_rels/.rels': ROOT_RELATIONS,
      'xl/workbook.xml': workbook(this.names),
      'xl/_rels/workbook.xml.rels': workbookRelations(count),
      'xl/styles.xml': STYLES,
    };
    for (const [path, text] of Object.entries(parts)) this.zip.addBuffer(Buffer.from(text), path);
    this.zip.end();
  }

  /** Ends the bytes with an error: a workbook without its list of sheets is none. */
  fail(error: unknown): void {
    this.out.destroy(error instanceof Error ? error : new Error('The workbook was given up.'));
  }

  /** One sheet; returns the first row that did not fit, or the end. */
  private sheet(
    dataset: Dataset,
    rows: AsyncIterator<Row>,
    first: IteratorResult<Row>,
  ): Promise<IteratorResult<Row>> {
    return new Promise((resolve, reject) => {
      let next = first;
      const pieces = async function* (mostRows: number, count: () => void): AsyncGenerator<string> {
        let page = sheetStart(dataset);
        for (let n = 0; n < mostRows && next.done !== true; n += 1) {
          page += sheetRow(next.value, dataset, n + 2);
          count();
          if (page.length > 65_536) {
            yield page;
            page = '';
          }
          next = await rows.next();
        }
        yield page + SHEET_END;
      };
      const count = (): void => {
        this.rows += 1;
      };
      const stream = Readable.from(pieces(this.mostRows, count), { objectMode: false })
        .on('error', (error) => {
          this.out.destroy(error);
          reject(error);
        })
        .on('end', () => {
          resolve(next);
        });
      this.zip.addReadStream(stream, `xl/worksheets/sheet${String(this.names.length)}.xml`);
    });
  }
}

export const xlsx: ExportFormat = {
  name: 'xlsx',
  label: 'Excel workbook',
  purpose: 'The same three lists as sheets: real numbers, real dates, heads that stay in sight.',
  write: async (context) => {
    const book = new WorkbookWriter();
    const written = context.folder.writeMade('books.xlsx', {
      stream: book.stream,
      rows: () => book.rows,
    });
    const filled = fill(book, context).catch((error: unknown) => {
      book.fail(error);
      throw error;
    });
    await Promise.all([written, filled]);
  },
};

async function fill(book: WorkbookWriter, { snapshot, folder }: ExportContext): Promise<void> {
  for (const dataset of [GENERAL_LEDGER, TRIAL_BALANCE, CHART_OF_ACCOUNTS]) {
    const rows = folder.counting(snapshot.rows(dataset));
    await book.add(NAMES[dataset.name] ?? dataset.name, dataset, rows);
  }
  book.end();
}
