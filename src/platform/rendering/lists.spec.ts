import { withHeadings } from './lists.js';

const HEAD =
  '<thead><tr><th scope="col">Name</th><th scope="col" class="num">Days</th></tr></thead>';
const table = (tag: string, row: string): string => `${tag}${HEAD}<tbody>${row}</tbody></table>`;

describe('The cells of a list', () => {
  it('know the headings of their columns, in every row', () => {
    const row = '<tr><th scope="row">{{name}}</th><td class="num">{{days}}</td></tr>';
    expect(withHeadings(table('<table class="list">', row + row))).toBe(
      table(
        '<table class="list">',
        '<tr><th scope="row">{{name}}</th><td data-label="Days" class="num">{{days}}</td></tr>'.repeat(
          2,
        ),
      ),
    );
  });

  it('are left alone in any other table', () => {
    const other = table('<table>', '<tr><td>{{name}}</td><td>{{days}}</td></tr>');
    expect(withHeadings(other)).toBe(other);
  });

  it.each(['<tr><td>1</td></tr>', '<tr><td>1</td><td>2</td><td>3</td></tr>'])(
    'are as many as the headings: %s is refused',
    (row) => {
      expect(() => withHeadings(table('<table class="list">', row))).toThrow(
        'A row has a cell under each heading: Name, Days.',
      );
    },
  );
});
