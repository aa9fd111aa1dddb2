import { TEMPLATES, VOUCHER_KINDS } from '#ledger';

/** Where an event of the books happens, and the story that shows its accounts before and after. */
export interface EntryDoor {
  readonly kind: string;
  readonly variant: string;
  readonly door: string;
  readonly story: string;
}

const BOOKS = 'test/stories/books.spec.ts';
const PURSES = TEMPLATES['payout.initiated'];

/** Events that other acts write by themselves. */
const ACTS: readonly EntryDoor[] = [
  act('award.reserved', 'the last approval of a decision'),
  act('award.approved', 'the last approval of a decision'),
  act('award.notified', 'the notice of an award, or her acceptance if that is sooner'),
  act('award.withdrawn_before_notice', 'calling an award off, on its page', 'approved'),
  act('award.cancelled', 'calling an award off, on its page'),
  ...PURSES.map((purse) => act('payout.initiated', 'the provider takes a released payout', purse)),
  act('payout.settled', 'the bank takes a payment'),
  ...PURSES.map((purse) => act('payout.failed', 'a payment fails on its way', purse)),
  ...PURSES.map((purse) => act('payout.returned', 'a payment comes back', purse)),
  act('payout.misdirected', 'a payment reached somebody else, on its page'),
  ...['payouts', 'connect', 'rewards'].map((purse) => ({
    ...act('provider.fee', 'reconciliation, from the statement', purse),
    story: 'test/reconciliation/matching.spec.ts',
  })),
  {
    ...act('card.unspent_returned', 'a card ends with money on it'),
    story: 'test/payouts/cards.spec.ts',
  },
  { ...act('year.closed', 'closing a year'), story: 'test/ledger/vouchers.spec.ts' },
];

function act(kind: string, door: string, variant = 'standard'): EntryDoor {
  return { kind, variant, door, story: BOOKS };
}

/** Every kind and variant with its door. */
export const ENTRY_DOORS: readonly EntryDoor[] = [
  ...ACTS,
  ...VOUCHER_KINDS.filter(({ startsAt }) => startsAt === undefined).flatMap(({ kind, variants }) =>
    Object.keys(variants ?? { standard: '' }).map((variant) => ({
      kind,
      variant,
      door: `/finance/books/record/${kind}`,
      story: BOOKS,
    })),
  ),
];
