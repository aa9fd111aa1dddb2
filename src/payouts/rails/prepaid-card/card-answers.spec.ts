import { Money } from '#kernel';
import { cardFrom, idOf, movementFrom, nameOnCard, recipientFrom } from './card-answers.js';

type Card = Parameters<typeof cardFrom>[0];
type Cardholder = Parameters<typeof recipientFrom>[0];
const CREATED = 1_772_366_400;
const AT = new Date('2026-03-01T12:00:00Z');

const aCard = (change: object = {}): Card =>
  ({
    id: 'ic_1',
    cardholder: { id: 'ich_1' },
    status: 'active',
    last4: '4242',
    currency: 'usd',
    spending_controls: {
      spending_limits: [
        { interval: 'per_authorization', amount: 7 },
        { interval: 'all_time', amount: 45_000 },
      ],
    },
    metadata: { payout: 'pay_1' },
    replacement_for: null,
    replaced_by: null,
    created: CREATED,
    ...change,
  }) as unknown as Card;

describe('A card as the provider tells it', () => {
  it('has the limit for all time, and our payout', () => {
    expect(cardFrom(aCard())).toEqual({
      id: 'ic_1',
      cardholder: 'ich_1',
      status: 'active',
      last4: '4242',
      limit: Money.of(45_000n, 'USD'),
      reference: 'pay_1',
      replacementFor: null,
      replacedBy: null,
      createdAt: AT,
      endedAt: null,
    });
  });

  it('stands in for another, and another for it', () => {
    const card = cardFrom(aCard({ replacement_for: 'ic_0', replaced_by: { id: 'ic_2' } }));
    expect(card).toMatchObject({ replacementFor: 'ic_0', replacedBy: 'ic_2' });
  });

  it('ended when we noted it', () => {
    const metadata = { ended: String(CREATED) };
    expect(cardFrom(aCard({ metadata }))).toMatchObject({ reference: null, endedAt: AT });
  });

  it.each([null, [], [{ interval: 'daily', amount: 7 }]])(
    'may spend nothing with limits %j',
    (limits) => {
      const card = cardFrom(aCard({ spending_controls: { spending_limits: limits } }));
      expect(card.limit).toEqual(Money.of(0n, 'USD'));
    },
  );

  it('keeps the words of a limit that it cannot read, and counts it as none', () => {
    expect(cardFrom(aCard())).not.toHaveProperty('unread');
    expect(cardFrom(aCard({ currency: 'eur' }))).toMatchObject({
      limit: Money.of(0n, 'USD'),
      unread: '45000 eur',
    });
  });

  it.each([
    ['active', 'active'],
    ['inactive', 'inactive'],
    ['canceled', 'canceled'],
    ['a_word_added_since', 'inactive'],
  ])('that is %s counts as %s', (status, known) => {
    expect(cardFrom(aCard({ status })).status).toBe(known);
  });
});

describe('A movement on a card', () => {
  it('is an amount and a moment, and no shop', () => {
    const transaction = {
      id: 'ipi_1',
      card: 'ic_1',
      amount: -1_250,
      currency: 'usd',
      created: CREATED,
      merchant_data: { name: 'A shop' },
    } as unknown as Parameters<typeof movementFrom>[0];
    expect(movementFrom(transaction)).toEqual({
      id: 'ipi_1',
      card: 'ic_1',
      amount: Money.of(-1_250n, 'USD'),
      at: AT,
    });
  });

  it('may be of an amount that cannot be read', () => {
    const transaction = {
      id: 'ipi_1',
      card: 'ic_1',
      amount: -5,
      currency: 'eur',
      created: CREATED,
    };
    const movement = movementFrom(transaction as Parameters<typeof movementFrom>[0]);
    expect(movement.amount).toEqual({ unread: '-5 eur' });
  });

  it('names a card by its id or by the card itself', () => {
    expect([idOf('ic_1'), idOf({ id: 'ic_1' }), idOf(null)]).toEqual(['ic_1', 'ic_1', null]);
  });
});

describe('A cardholder', () => {
  const holder = (status: string, disabled: string | null, pastDue: string[] | null): Cardholder =>
    ({
      id: 'ich_1',
      status,
      requirements: { disabled_reason: disabled, past_due: pastDue },
    }) as unknown as Cardholder;

  const strange = (value: string) => ({ strange: [{ kind: 'recipient_state', value }] });

  it.each([
    ['active', null, 'ready', {}],
    ['inactive', null, 'pending', {}],
    ['active', 'rejected.listed', 'rejected', {}],
    ['active', 'rejected.other', 'rejected', strange('rejected.other')],
    ['active', 'under_review', 'pending', {}],
    ['active', 'requirements.past_due', 'needs_action', {}],
    ['active', 'not.rejected', 'needs_action', strange('not.rejected')],
  ] as const)('that is %s and disabled for %s is %s', (status, disabled, readiness, words) => {
    expect(recipientFrom(holder(status, disabled, ['individual.dob']))).toEqual({
      ref: 'ich_1',
      status: readiness,
      requirements: ['individual.dob'],
      ...words,
    });
    expect(recipientFrom(holder(status, disabled, null)).requirements).toEqual([]);
  });
});

describe('The name on a card', () => {
  const name = (givenName: string, surname: string): string =>
    nameOnCard({
      kind: 'name_and_address',
      givenName,
      surname,
      line1: '',
      city: '',
      region: '',
      postalCode: '',
    });

  it.each([
    ['Ana', 'Ruiz', 'Ana Ruiz'],
    ['Maximiliana', 'Villanuevas', 'Maximiliana Villanuevas'],
    ['Maximiliana', 'Villanuevas R', 'M Villanuevas R'],
    ['Ana', 'de la Cruz y Fernandez de Cordoba', 'A de la Cruz y Fernandez'],
    ['Ana', 'de la Santa Cruz Garcia Lopez', 'A de la Santa Cruz Garci'],
    ['Ana', 'de la Santa Cruz Garci Lopez', 'A de la Santa Cruz Garci'],
    ['😀na', 'de la Santa Cruz Garcia', '😀 de la Santa Cruz Garc'],
    ['', 'de la Santa Cruz y Garcia Lopez', 'de la Santa Cruz y Garc'],
  ])('of %s %s is %s', (givenName, surname, printed) => {
    expect(name(givenName, surname)).toBe(printed);
    expect(printed.length).toBeLessThanOrEqual(24);
  });
});
