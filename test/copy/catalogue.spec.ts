import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const read = (language: string): Record<string, string> =>
  JSON.parse(
    readFileSync(join(import.meta.dirname, `../../templates/locales/${language}.json`), 'utf8'),
  ) as Record<string, string>;

const english = read('en');
const spanish = read('es');
const CATALOGUES = [
  ['en', english],
  ['es', spanish],
] as const;

const entries = (catalogue: Readonly<Record<string, string>>): [string, string][] =>
  Object.entries(catalogue);

/** Words that hurt, that tell an onlooker, or that sound like an office. They stand in no text a person reads. */
const BANNED: Readonly<Record<'en' | 'es', RegExp>> = {
  en: /victim|survivor|traffick|sex work|rescue|\bcases?\b|\bclaims?\b|applicant|denied|rejected|failed|suspicious|fraud|\bproof\b|\bprove\b|verify yourself|interview|incident|unfortunately|please note|are you sure|!/i,
  es: /víctima|sobrevivient|\btrata\b|tráfico|rescat|\bcasos?\b|reclamo|solicitante|denegad|rechazad|fracas|sospechos|fraude|comprobar quién|entrevista|incidente|lamentablemente|desafortunadamente|¿está segur|¡|!/i,
};

/** The one name of a fund of this kind; the public name is neutral and comes from the configuration. */
const OWN_NAME = /resilience|resilien|fund\b(?= )/i;

describe('the catalogue', () => {
  it('has the same keys in every language', () => {
    expect(Object.keys(spanish).sort()).toEqual(Object.keys(english).sort());
  });

  it('has the same places to fill in every language', () => {
    const places = (text: string | undefined): string[] =>
      (text?.match(/\{\{[^}]+\}\}/g) ?? []).sort();
    for (const [key, text] of entries(english)) {
      expect([key, places(spanish[key])]).toEqual([key, places(text)]);
    }
  });

  it('says nothing twice the same in two languages by oversight', () => {
    const allowed = /^(language\.|err\.prefix$|code\.pin$|fits\.no$|voucher\.no$|data\.cookies$)/;
    const same = entries(english).filter(
      ([key, text]) => spanish[key] === text && !allowed.test(key),
    );
    expect(same.map(([key]) => key)).toEqual([]);
  });

  it.each(CATALOGUES)('uses no banned word (%s)', (language, catalogue) => {
    const found = entries(catalogue).filter(([, text]) => BANNED[language].test(text));
    expect(found).toEqual([]);
  });

  it.each(CATALOGUES)('keeps sentences to 20 words (%s)', (_language, catalogue) => {
    const long = entries(catalogue).flatMap(([key, text]) =>
      text
        .split(/[.?!:;]\s|[.?!:;]$/)
        .filter((sentence) => words(sentence) > 20)
        .map((sentence) => [key, sentence]),
    );
    expect(long).toEqual([]);
  });

  it.each(CATALOGUES)('uses short words: 5.2 letters on average (%s)', (_language, catalogue) => {
    const all = entries(catalogue).flatMap(([, text]) => text.match(/\p{L}+/gu) ?? []);
    const letters = all.reduce((sum, word) => sum + word.length, 0);
    expect(letters * 10).toBeLessThan(all.length * 52);
  });

  it.each(CATALOGUES)(
    'titles, subjects and messages tell an onlooker nothing (%s)',
    (_, catalogue) => {
      const outward = entries(catalogue).filter(([key]) =>
        /\.title$|^title\.|^sms\.|^mail\./.test(key),
      );
      expect(outward.length).toBeGreaterThan(15);
      for (const [key, text] of outward) {
        expect(`${key}: ${text}`).not.toMatch(
          /\$|money|grant|rent\b|emergency|safe house|dinero|subvención|\{\{(?!number|total)/i,
        );
        expect(text).not.toMatch(OWN_NAME);
      }
    },
  );

  it('text messages fit one segment of the alphabet every telephone has (GSM 03.38)', () => {
    const alphabet =
      '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ ÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
    for (const [, catalogue] of CATALOGUES) {
      for (const [key, text] of entries(catalogue).filter(([name]) => name.startsWith('sms.'))) {
        expect([key, Array.from(text).filter((letter) => !alphabet.includes(letter))]).toEqual([
          key,
          [],
        ]);
        expect(text.length).toBeLessThanOrEqual(160);
      }
    }
  });

  it('Spanish uses the polite form throughout', () => {
    const familiar = /\b(tú|tu|tus|contigo|puedes|tienes|quieres|escoge tu|haz)\b/i;
    expect(entries(spanish).filter(([, text]) => familiar.test(text))).toEqual([]);
  });
});

function words(sentence: string): number {
  return (sentence.match(/[\p{L}\p{N}$’'{}]+/gu) ?? []).length;
}
