import type { SandboxClock } from '../../sandbox-clock.js';
import type { Store } from '../../store/store.js';
import type { Table } from '../../store/table.js';
import { operation, type Operation } from '../operation.js';
import type { Balances } from '../v1/balances.js';
import type { Snapshots } from '../v1/snapshots.js';
import { Cardholders, cardholders } from './cardholders.js';
import { Cards, issuingCards } from './cards.js';
import { IssuingDesk } from './issuing-desk.js';
import { cardShowings, Showings } from './showings.js';
import { authorizations, cardTransactions, Spending } from './spending.js';

/** All that card issuing remembers. */
export const issuingTables: readonly Table<object>[] = [
  cardholders,
  issuingCards,
  authorizations,
  cardTransactions,
  cardShowings,
];

/** Card issuing, put together: cardholders, cards, what is paid with them, and the balance they draw on. */
export class Issuing {
  readonly desk: IssuingDesk;
  readonly showings: Showings;
  readonly #holders: Cardholders;
  readonly #cards: Cards;
  readonly #spending: Spending;

  constructor(
    store: Store,
    clock: SandboxClock,
    { balances, snapshots }: { readonly balances: Balances; readonly snapshots: Snapshots },
  ) {
    this.#holders = new Cardholders(store, clock, snapshots);
    this.#cards = new Cards(store, clock, { holders: this.#holders, snapshots });
    this.#spending = new Spending(store, clock, { cards: this.#cards, balances, snapshots });
    this.showings = new Showings(store, clock, this.#cards);
    this.desk = new IssuingDesk(store, this.#cards, this.#spending, balances);
  }

  operations(): readonly Operation[] {
    return [
      ...this.#holders.operations(),
      ...this.#cards.operations(),
      ...this.#spending.operations(),
      operation<{ issuing_card?: string; nonce?: string }>(
        'post',
        '/v1/ephemeral_keys',
        ({ body }) => this.showings.begin(body.issuing_card ?? '', body.nonce ?? ''),
      ),
    ];
  }
}
