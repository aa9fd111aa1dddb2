import type { PayoutRail, RailCapabilities } from './rail.js';

/** Every call but the payment itself, whose requests are counted when payouts are claimed. */
const QUESTIONS = new Set<PropertyKey>([
  'ensureRecipient',
  'recipient',
  'saveMethod',
  'onboardingLink',
  'lookup',
  'fetch',
  'finish',
  'cancel',
  'newClaim',
  'flagged',
  'release',
  'resolve',
  'balance',
  'restingAt',
] satisfies (keyof PayoutRail)[]);
/** Read page by page, each a request. */
const LISTS = new Set<PropertyKey>(['events', 'feed'] satisfies (keyof PayoutRail)[]);
/** No list has longer pages. */
const PAGE = 100;

/** Who counts requests, and hears what failed ones say. */
export interface Pacing {
  take(rail: RailCapabilities, requests: number): Promise<void>;
  heard(rail: string, error: unknown): Promise<void>;
}

type Call = (this: unknown, ...given: unknown[]) => unknown;
type List = (this: unknown, ...given: unknown[]) => AsyncIterable<unknown>;

/** A call that had its turn; what it says when it fails is heard, and thrown all the same. */
export async function heardBy<Answer>(
  pacing: Pick<Pacing, 'heard'>,
  rail: string,
  work: () => Answer,
): Promise<Awaited<Answer>> {
  try {
    return await work();
  } catch (error) {
    await pacing.heard(rail, error);
    throw error;
  }
}

/** The same rail, whose provider is asked no more than it takes. `take` may refuse; then nothing is asked. */
export function paced(rail: PayoutRail, pacing: Pacing): PayoutRail {
  const { capabilities } = rail;
  const listening = <Answer>(work: () => Answer): Promise<Awaited<Answer>> =>
    heardBy(pacing, capabilities.id, work);
  const asking =
    (call: Call): Call =>
    async (...given) => {
      await pacing.take(capabilities, capabilities.pace.perQuestion);
      return listening(() => Reflect.apply(call, rail, given));
    };
  const reading = (list: List): List =>
    async function* (...given) {
      const rows = Reflect.apply(list, rail, given)[Symbol.asyncIterator]();
      for (let count = 0; ; count += 1) {
        if (count % PAGE === 0) await pacing.take(capabilities, 1);
        const step = await listening(() => rows.next());
        if (step.done === true) return;
        yield step.value;
      }
    };
  return new Proxy(rail, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      if (LISTS.has(name)) return reading(member as List);
      return QUESTIONS.has(name) ? asking(member as Call) : member;
    },
  });
}
