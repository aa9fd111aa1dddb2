import type { ColumnKind, Dataset } from '#kernel';
import type { Row } from '../copy-rows.js';

/** Numbers of the styles in `STYLES`, in its order. */
const STYLE = { plain: 0, head: 1, money: 2, date: 3 } as const;

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

/** Bold heads, amounts with two decimals and thousands, ISO dates. */
export const STYLES = `${XML}<styleSheet xmlns="${MAIN}"><numFmts count="2"><numFmt numFmtId="164" formatCode="#,##0.00;-#,##0.00"/><numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="4"><xf/><xf fontId="1" applyFont="1"/><xf numFmtId="164" applyNumberFormat="1"/><xf numFmtId="165" applyNumberFormat="1"/></cellXfs></styleSheet>`;

export const ROOT_RELATIONS = `${XML}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>`;

/** What each part is; `count` sheets. */
export function contentTypes(count: number): string {
  const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
  const sheets = numbers(count).map(
    (n) =>
      `<Override PartName="/xl/worksheets/sheet${n}.xml" ContentType="${type}.worksheet+xml"/>`,
  );
  return `${XML}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${type}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${type}.styles+xml"/>${sheets.join('')}</Types>`;
}

/** The list of sheets by their names. */
export function workbook(names: readonly string[]): string {
  const sheets = names.map(
    (name, n) =>
      `<sheet name="${escaped(name)}" sheetId="${String(n + 1)}" r:id="rId${String(n + 1)}"/>`,
  );
  return `${XML}<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><sheets>${sheets.join('')}</sheets></workbook>`;
}

export function workbookRelations(count: number): string {
  const sheets = numbers(count).map(
    (n) =>
      `<Relationship Id="rId${n}" Type="${RELATIONS}/worksheet" Target="worksheets/sheet${n}.xml"/>`,
  );
  return `${XML}<Relationships xmlns="${PACKAGE}/relationships">${sheets.join('')}<Relationship Id="rId${String(count + 1)}" Type="${RELATIONS}/styles" Target="styles.xml"/></Relationships>`;
}

/** Everything of a sheet above its rows: the head stays in sight. */
export function sheetStart({ columns }: Dataset): string {
  const widths = Object.values(columns).map(
    (kind, n) =>
      `<col min="${String(n + 1)}" max="${String(n + 1)}" width="${WIDTH[kind]}" customWidth="1"/>`,
  );
  const head = Object.keys(columns).map((name, n) => textCell(`${letters(n)}1`, name, STYLE.head));
  return `${XML}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${widths.join('')}</cols><sheetData><row r="1">${head.join('')}</row>`;
}

export const SHEET_END = '</sheetData></worksheet>';

/**
 * One row: amounts and counts are numbers, dates are dates, everything else is text that no program runs. `number`
 * counts from 1, the head.
 */
export function sheetRow(row: Row, { columns }: Dataset, number: number): string {
  const cells = Object.entries(columns).map(([name, kind], n) =>
    cell(`${letters(n)}${String(number)}`, row[name] ?? null, kind),
  );
  return `<row r="${String(number)}">${cells.join('')}</row>`;
}

function cell(place: string, value: string | null, kind: ColumnKind): string {
  if (value === null) return '';
  if (kind === 'money') return numberCell(place, value, STYLE.money);
  if (kind === 'integer') return numberCell(place, value, STYLE.plain);
  if (kind === 'date') return numberCell(place, String(serialOf(value)), STYLE.date);
  return textCell(place, value, STYLE.plain);
}

const numberCell = (place: string, value: string, style: number): string =>
  `<c r="${place}" s="${String(style)}"><v>${value}</v></c>`;

const textCell = (place: string, value: string, style: number): string =>
  `<c r="${place}" s="${String(style)}" t="inlineStr"><is><t xml:space="preserve">${escaped(value)}</t></is></c>`;

/** Names of columns: A to Z, then AA. */
const letters = (n: number): string =>
  n < 26 ? String.fromCharCode(65 + n) : letters(Math.trunc(n / 26) - 1) + letters(n % 26);

const DAY_MS = 86_400_000;

/** Spreadsheets count days from 30 December 1899. */
const serialOf = (date: string): number =>
  (Date.parse(`${date}T00:00:00Z`) - Date.UTC(1899, 11, 30)) / DAY_MS;

const MARKS: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

/** XML has no way to say most control characters: they become spaces. */
function escaped(value: string): string {
  return value
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, ' ')
    .replace(/[&<>"]/g, (mark) => MARKS[mark] ?? mark);
}

const WIDTH: Readonly<Record<ColumnKind, string>> = {
  text: '28',
  code: '14',
  money: '16',
  date: '12',
  instant: '28',
  integer: '10',
  award: '24',
  person: '24',
  ref: '24',
};

const numbers = (count: number): string[] => Array.from({ length: count }, (_, n) => String(n + 1));
