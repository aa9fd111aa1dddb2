import type { StrangeWord } from '../rails/strange-words.js';

/** What a provider said or holds, or somebody says in its name, that a person should see. */
export interface ProviderAlert {
  /** The rail, or the provider where no rail is meant. */
  readonly rail: string;
  readonly kind: AlertKind;
  /** The word as it came, or why a notice was refused. */
  readonly value: string;
  /** An opaque id to look it up by: an event's or a payment's. */
  readonly subject: string;
}

/** A strange word of an answer, or something else that was seen. */
export type AlertKind =
  | StrangeWord['kind']
  | 'card_overspent'
  | 'event_type'
  | 'events_refused'
  | 'money_at_recipient'
  | 'notice_closed'
  | 'notice_refused';

/** A provider's word is short and plain: letters, digits and what stands between them in its documents. */
const WORD = /^[\w.,:;[\]/ -]{1,100}$/;

/** A word as it is kept: what does not look like one might be anything, a name too, and is not kept. */
export function keptWord(word: string): string {
  return WORD.test(word) ? word : `(${String(word.length)} characters, not kept)`;
}
