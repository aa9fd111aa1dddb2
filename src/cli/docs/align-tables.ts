/** Markdown tables with their columns padded, as the formatter leaves them: what is made needs no second pass. */
export function alignTables(markdown: string): string {
  return markdown.replace(/(?:^\|.*\|$\n?)+/gm, (table) => {
    const end = table.endsWith('\n') ? '\n' : '';
    const rows = table.trimEnd().split('\n').map(cellsOf);
    const widths = (rows[0] ?? []).map((_, column) =>
      Math.max(3, ...rows.map((row) => (isRule(row) ? 0 : (row[column] ?? '').length))),
    );
    return rows.map((row) => rowOf(row, widths)).join('\n') + end;
  });
}

const cellsOf = (line: string): string[] =>
  line
    .slice(1, -1)
    .split('|')
    .map((cell) => cell.trim());

const isRule = (row: readonly string[]): boolean => row.every((cell) => /^-+$/.test(cell));

function rowOf(row: readonly string[], widths: readonly number[]): string {
  const fill = isRule(row) ? '-' : ' ';
  const cells = widths.map((width, column) => (row[column] ?? '').padEnd(width, fill));
  return `| ${cells.join(' | ')} |`;
}
