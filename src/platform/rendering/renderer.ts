import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import Handlebars from 'handlebars';
import { invariant } from '#kernel';
import { PROJECT_ROOT } from '../project-root.js';
import { HELPERS } from './helpers.js';
import { withHeadings } from './lists.js';

/** What a template is filled with. */
export type ViewModel = Readonly<Record<string, unknown>>;

/**
 * Templates, compiled once at boot. Names are paths under templates/ without `.hbs`
 * (`pages/applicant/start`, `sms/update`); everything in pages/shared is also a partial under its bare name.
 * In pages everything is escaped, but for our own style and script.
 */
@Injectable()
export class Renderer {
  private readonly engine = Handlebars.create();
  private readonly templates = new Map<string, Handlebars.TemplateDelegate>();

  constructor() {
    this.engine.registerHelper({ ...HELPERS });
    const root = join(PROJECT_ROOT, 'templates');
    for (const file of readdirSync(root, { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.hbs')) continue;
      const name = file.replaceAll('\\', '/').replace(/\.hbs$/, '');
      const source = withHeadings(readFileSync(join(root, file), 'utf8'));
      const shared = /^pages\/shared\/(.+)$/.exec(name)?.[1];
      if (shared !== undefined) this.engine.registerPartial(shared, source);
      this.templates.set(name, this.engine.compile(source));
    }
  }

  /** The filled template. */
  render(name: string, model: ViewModel): string {
    const template = this.templates.get(name);
    invariant(template !== undefined, `There is a template ${name}.`);
    return template(model);
  }
}
