import { invariant } from '#kernel';

const LIST = /<table class="list">.*?<\/table>/gs;
const BODY = /<tbody>.*?<\/tbody>/s;
const ROW = /<tr\b.*?<\/tr>/gs;
const HEADING = /<th scope="col"[^>]*>(.*?)<\/th>/gs;
/** The cell that names the row needs no heading. */
const CELL = /<(td|th scope="row")(?=[ >])/g;

/**
 * A list (`<table class="list">`) whose cells know their columns: on a phone each row stands as a block, and desk.css
 * writes the heading before each value. Headings are written once, in the head of the table; a template is read once.
 *
 * @throws when a row has more or fewer cells than the list has headings
 */
export function withHeadings(source: string): string {
  return source.replaceAll(LIST, (list) => {
    const headings = [...list.matchAll(HEADING)].map(([, heading]) => heading ?? '');
    return list.replace(BODY, (body) =>
      body.replaceAll(ROW, (row) => {
        let column = 0;
        const labelled = row.replaceAll(CELL, (cell, kind: string) => {
          const heading = String(headings[column++]);
          return kind === 'td' ? `${cell} data-label="${heading}"` : cell;
        });
        invariant(
          column === headings.length,
          `A row has a cell under each heading: ${headings.join(', ')}.`,
        );
        return labelled;
      }),
    );
  });
}
