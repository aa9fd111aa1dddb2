import Handlebars from 'handlebars';
import type { Desk } from '../control/desk.js';

/** One part of the page, under a heading of its own. */
export interface Section {
  readonly id: string;
  readonly title: string;
  readonly body: string;
}

export type SectionOf = (desk: Desk) => Section;

/** As many rows of a table as anybody reads. */
export const shownRows = 50;

/** A section whose body is drawn by a template from a view of the desk. */
export function section(
  id: string,
  title: string,
  template: string,
  viewOf: (desk: Desk) => object,
): SectionOf {
  const draw = Handlebars.compile<object>(template);
  return (desk) => ({ id, title, body: draw(viewOf(desk)) });
}

/** The head of a table that can be scrolled sideways, and becomes a list of cards on a phone. */
Handlebars.registerHelper('table', function table(this: object, label: string, names: string) {
  const heads = names.split('|').map((name) => {
    const isNumber = name.startsWith('#');
    const text = Handlebars.escapeExpression(isNumber ? name.slice(1) : name);
    return `<th scope="col"${isNumber ? ' class="num"' : ''}>${text}</th>`;
  });
  const text = Handlebars.escapeExpression(label);
  return new Handlebars.SafeString(
    `<div class="scroll" tabindex="0" role="region" aria-label="${text}"><table class="stack"><caption>${text}</caption><thead><tr>${heads.join('')}</tr></thead><tbody>`,
  );
});
Handlebars.registerHelper('endtable', () => new Handlebars.SafeString('</tbody></table></div>'));

/** Two columns: a value to type, and what it does. */
Handlebars.registerHelper(
  'values',
  (label: string, rows: readonly { value: string; meaning: string }[]) => {
    const text = Handlebars.escapeExpression(label);
    const lines = rows.map(
      ({ value, meaning }) =>
        `<tr><th scope="row"><code>${Handlebars.escapeExpression(value)}</code></th><td>${Handlebars.escapeExpression(meaning)}</td></tr>`,
    );
    return new Handlebars.SafeString(
      `<div class="scroll" tabindex="0" role="region" aria-label="${text}"><table><caption>${text}</caption><tbody>${lines.join('')}</tbody></table></div>`,
    );
  },
);
