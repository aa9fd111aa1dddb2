import type { PayoutRail } from './rail.js';
import type { StrangeWord } from './strange-words.js';

/** What may hold a word of the provider's: the calls whose answers are its view of a person or a payment. */
const ANSWERING = new Set<PropertyKey>([
  'ensureRecipient',
  'recipient',
  'saveMethod',
  'submit',
  'lookup',
  'fetch',
  'finish',
  'resolve',
]);

/** A word and the opaque name of what it was said about. */
export interface HeardWord extends StrangeWord {
  readonly rail: string;
  readonly subject: string;
}

interface Answer {
  readonly kind?: string;
  readonly observed?: Answer;
  readonly recipient?: Answer;
  readonly providerRef?: string | null;
  readonly ref?: string;
  readonly entryId?: string;
  readonly strange?: readonly StrangeWord[];
}

type Call = (this: unknown, ...given: unknown[]) => unknown;

/** The words in a rail's answer that nobody knows. */
export function wordsIn(rail: string, answer: Answer | null): HeardWord[] {
  const told = answer?.observed ?? answer?.recipient ?? answer;
  if (told?.strange === undefined) return [];
  const subject = told.providerRef ?? told.ref ?? told.entryId ?? '';
  return told.strange.map((word) => ({ ...word, rail, subject }));
}

/**
 * The same rail, in whose answers words of the provider that nobody knows are heard. `hear` never throws and changes
 * nothing: the answer is handed on as it is.
 */
export function attentive(rail: PayoutRail, hear: (word: HeardWord) => Promise<void>): PayoutRail {
  const { id } = rail.capabilities;
  const tell = async (answer: Answer | null): Promise<void> => {
    for (const word of wordsIn(id, answer)) await hear(word);
  };
  const listening =
    (call: Call): Call =>
    async (...given) => {
      const answer = (await Reflect.apply(call, rail, given)) as Answer | null;
      await tell(answer);
      return answer;
    };
  const listeningTo = (feed: PayoutRail['feed']): PayoutRail['feed'] =>
    async function* (since, until) {
      for await (const entry of Reflect.apply(feed, rail, [since, until])) {
        await tell(entry);
        yield entry;
      }
    };
  return new Proxy(rail, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (name === 'feed') return listeningTo(member as PayoutRail['feed']);
      return ANSWERING.has(name) && typeof member === 'function'
        ? listening(member as Call)
        : member;
    },
  });
}
