/**
 * What a rail is called on the pages people read: by what they get, not by whose service moves it. A rail
 * without a word here is not offered, because nobody can choose what is not explained.
 */
const WAYS: Readonly<Record<string, string>> = {
  'stripe-outbound': 'bank',
  debit_card: 'debit_card',
  prepaid_card: 'prepaid_card',
  gift_card: 'gift_card',
  cash: 'cash',
};

/** The word of the catalogue for a rail (`pay.<word>`); null for one that is not explained yet. */
export function wayOf(rail: string): string | null {
  return WAYS[rail] ?? null;
}

/** The rails of a programme that a person can choose. */
export function offeredRails(rails: readonly string[]): string[] {
  return rails.filter((rail) => wayOf(rail) !== null);
}
