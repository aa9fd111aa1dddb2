import { waysOf, type RailCapabilities, type Way } from '#payouts';
import { hasWords, translate } from '#platform';
import type { Choice } from '../form/choices.js';

/** What a person is told about a way to be paid before she chooses it, as keys `way.<way>.<word>`. */
const WORDS = ['name', 'speed', 'asked', 'onlookers'] as const;

/** Whether a way is explained in every language: nobody can choose what is not explained, so it is not offered. */
export function isExplained(way: string): boolean {
  return WORDS.every((word) => hasWords(`way.${way}.${word}`));
}

/** The ways of a programme's rails that a person can choose, in its order. */
export function offeredWays(
  programmeRails: readonly string[],
  rails: readonly RailCapabilities[],
): string[] {
  return programmeRails
    .flatMap((id) => rails.filter((rail) => rail.id === id).flatMap(waysOf))
    .map(({ way }) => way)
    .filter(isExplained);
}

/** What a way is called: by what she gets, not by whose service moves it. */
export function wayName(way: string, language: string): string {
  return translate(language, `way.${way}.name`);
}

/** By what she recognises her account or card: its last two digits. */
export function endingText(way: string, digits: string, language: string): string {
  const own = `way.${way}.ending`;
  return translate(language, hasWords(own) ? own : 'pay.ending', { digits });
}

/** Whether she gets the money as a link on her page: such a way has a word for it. */
export function isByLink(rail: string): boolean {
  return hasWords(`way.${rail}.link`);
}

/** Whether she gets the money on a card, with a page of its own: such a way has a word for it. */
export function isByCard(rail: string): boolean {
  return hasWords(`way.${rail}.card`);
}

/** How fast, what is asked of her, and who could see it. */
export function wayHint(way: string, language: string): string {
  return WORDS.slice(1)
    .map((word) => translate(language, `way.${way}.${word}`))
    .join(' ');
}

export function wayChoices(ways: readonly string[], language: string): Choice[] {
  return ways.map((way, index) => ({
    id: index === 0 ? 'rail' : `rail-${way}`,
    value: way,
    label: wayName(way, language),
    hint: wayHint(way, language),
  }));
}

/** Ways that nobody else sees: no account, no letter at home, nobody who hands it over. Whoever has her phone has her page. */
export function unseenWays(ways: readonly Way[]): Way[] {
  return ways.filter(({ onlookers }) => onlookers.every((one) => one === 'phone_finders'));
}
