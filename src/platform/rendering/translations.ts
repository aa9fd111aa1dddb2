import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import i18next from 'i18next';
import { invariant } from '#kernel';
import { PROJECT_ROOT } from '../project-root.js';

const FOLDER = join(PROJECT_ROOT, 'templates', 'locales');

const catalogues = Object.fromEntries(
  readdirSync(FOLDER)
    .filter((file) => file.endsWith('.json'))
    .map((file) => [file.replace('.json', ''), read(file)]),
);

/** One catalogue serves pages, mail and text messages. */
const translator = i18next.createInstance();
await translator.init({
  resources: Object.fromEntries(
    Object.entries(catalogues).map(([language, catalogue]) => [
      language,
      { translation: catalogue },
    ]),
  ),
  fallbackLng: 'en',
  // Keys are flat names with dots in them, not paths.
  keySeparator: false,
  nsSeparator: false,
  // Handlebars escapes; escaping here too would show &amp; to people.
  interpolation: { escapeValue: false },
});

function read(file: string): Record<string, string> {
  return JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Record<string, string>;
}

/** Languages that are complete, by code. */
export const LANGUAGES: readonly string[] = Object.keys(catalogues).sort();

/** Whether pages can be shown in this language. */
export function isLanguage(code: string): boolean {
  return LANGUAGES.includes(code);
}

/** Whether every language has words for a key. */
export function hasWords(key: string): boolean {
  return Object.values(catalogues).every((catalogue) => key in catalogue);
}

/** The text of a key in a language, with its `{{places}}` filled. A key that does not exist is a bug. */
export function translate(
  language: string,
  key: string,
  values: Readonly<Record<string, string | number>> = {},
): string {
  invariant(translator.exists(key), `The catalogue has the key ${key}.`);
  return translator.t(key, { lng: language, ...values });
}
