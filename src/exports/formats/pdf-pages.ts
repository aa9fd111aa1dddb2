import { createRequire } from 'node:module';
import { buffer } from 'node:stream/consumers';
import PDFDocument from 'pdfkit';
import type { Table } from './statement.js';

const fonts = createRequire(import.meta.url);
const REGULAR = fonts.resolve('roboto-fontface/fonts/roboto/Roboto-Regular.woff');
const BOLD = fonts.resolve('roboto-fontface/fonts/roboto/Roboto-Bold.woff');

const MARGIN = 54;
const SIZE = { title: 18, section: 12, text: 9 } as const;
const CELL_GAP = 6;

type Structure = PDFKit.PDFStructureElement;

/** Pages of one document: every piece of text hangs in the tree that screen readers follow. */
export class PdfPages {
  private readonly pdf: PDFKit.PDFDocument;
  private readonly root: Structure;

  constructor(title: string) {
    // The published types do not know PDF/UA yet; the library does (0.20.2, initPDFUA).
    const options = {
      size: 'LETTER',
      margin: MARGIN,
      pdfVersion: '1.7',
      subset: 'PDF/UA',
      tagged: true,
      lang: 'en',
      displayTitle: true,
      info: { Title: title },
      font: REGULAR,
    };
    this.pdf = new PDFDocument(options as PDFKit.PDFDocumentOptions);
    this.root = this.pdf.struct('Document');
    this.pdf.addStructure(this.root);
  }

  heading(words: string): void {
    this.words('H1', words, BOLD, SIZE.title);
  }

  section(words: string): void {
    // A heading alone at the foot of a page helps nobody.
    this.keepTogether(5 * SIZE.section);
    this.pdf.moveDown(1);
    this.words('H2', words, BOLD, SIZE.section);
  }

  paragraph(words: string): void {
    this.words('P', words, REGULAR, SIZE.text);
  }

  /** A heading, then the table: its head is marked as such, and so is the first cell of every row. */
  table({ title, head, rows, totals }: Table): void {
    this.section(title);
    const table = this.pdf.struct('Table');
    this.root.add(table);
    this.row(table, head, { bold: true, scope: 'Column' });
    this.line();
    for (const row of rows) this.row(table, row, { bold: false, scope: 'Row' });
    if (totals.length > 0) this.line();
    for (const row of totals) this.row(table, row, { bold: true, scope: 'Row' });
    table.end();
  }

  /** The whole file; nothing can be added afterwards. */
  async bytes(): Promise<Buffer> {
    this.root.end();
    this.pdf.end();
    return buffer(this.pdf);
  }

  private words(tag: string, words: string, font: string, size: number): void {
    const element = this.pdf.struct(tag, {}, () => {
      this.pdf.font(font).fontSize(size).text(words, MARGIN, this.pdf.y, { paragraphGap: 4 });
    });
    this.root.add(element);
  }

  private row(
    table: Structure,
    cells: readonly string[],
    { bold, scope }: { readonly bold: boolean; readonly scope: 'Column' | 'Row' },
  ): void {
    const widths = this.widths(cells.length);
    this.pdf.font(bold ? BOLD : REGULAR).fontSize(SIZE.text);
    const height = Math.max(
      ...cells.map((cell, n) => this.pdf.heightOfString(cell, { width: widths[n] ?? 0 })),
    );
    this.keepTogether(height);
    const top = this.pdf.y;
    const row = this.pdf.struct('TR');
    table.add(row);
    let left = MARGIN;
    cells.forEach((cell, n) => {
      const isHead = scope === 'Column' || n === 0;
      const x = left;
      const draw = (): void => {
        this.pdf.text(cell, x, top, {
          width: widths[n] ?? 0,
          align: n === 0 ? 'left' : 'right',
        });
      };
      // An empty cell stays in the tree: columns must not shift.
      row.add(this.pdf.struct(isHead ? 'TH' : 'TD', optionsOf(isHead ? { scope } : {}), draw));
      left += (widths[n] ?? 0) + CELL_GAP;
    });
    row.end();
    this.pdf.y = top + height + 3;
  }

  /** Ornament, not content: screen readers skip it. */
  private line(): void {
    const { y } = this.pdf;
    this.pdf.markContent('Artifact', { type: 'Layout' });
    this.pdf
      .moveTo(MARGIN, y)
      .lineTo(this.pdf.page.width - MARGIN, y)
      .lineWidth(0.5)
      .stroke();
    this.pdf.endMarkedContent();
    this.pdf.y = y + 3;
  }

  /** The first column takes what the others leave. */
  private widths(count: number): number[] {
    const whole = this.pdf.page.width - 2 * MARGIN - (count - 1) * CELL_GAP;
    const other = Math.min(96, (whole * 0.7) / Math.max(count - 1, 1));
    return [whole - other * (count - 1), ...Array.from({ length: count - 1 }, () => other)];
  }

  private keepTogether(height: number): void {
    if (this.pdf.y + height > this.pdf.page.height - MARGIN) this.pdf.addPage();
  }
}

type StructureOptions = NonNullable<Parameters<PDFKit.PDFDocument['struct']>[1]>;

/** The published types do not know `scope` yet; the library does. */
const optionsOf = (options: { readonly scope?: string }): StructureOptions =>
  options as StructureOptions;
