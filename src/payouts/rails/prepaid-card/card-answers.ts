import type Stripe from 'stripe';
import { Money } from '#kernel';
import { amountSeen, isRead } from '../amounts.js';
import type { AddressDetails, RecipientState } from '../rail.js';
import { REFERENCE } from '../stripe-api/stripe-results.js';
import { strangeIn, unless } from '../strange-words.js';
import type { CardAtProvider, SeenMovement } from './card.js';

type Card = Stripe.Issuing.Card;
type Cardholder = Stripe.Issuing.Cardholder;
type Transaction = Stripe.Issuing.Transaction;

/** Beside our reference, the one other thing in the provider's metadata: when a card was ended. */
export const ENDED = 'ended';

/** The provider prints no more on a card. */
const LONGEST_NAME = 24;

const CARD_STATES = ['active', 'inactive', 'canceled'];
const HOLDER_STATES = ['active', 'inactive', 'blocked'];
const DISABLED = ['listed', 'rejected.listed', 'requirements.past_due', 'under_review'];

export function cardFrom(card: Card): CardAtProvider {
  const limit = card.spending_controls.spending_limits?.find(
    ({ interval }) => interval === 'all_time',
  );
  const amount = amountSeen(limit?.amount ?? 0, card.currency);
  const ended = card.metadata[ENDED];
  return {
    id: card.id,
    cardholder: card.cardholder.id,
    status: statusOf(card),
    ...strangeIn(unless(CARD_STATES, 'payment_state', card.status)),
    last4: card.last4,
    ...(isRead(amount) ? { limit: amount } : { limit: Money.zero('USD'), unread: amount.unread }),
    reference: card.metadata[REFERENCE] ?? null,
    replacementFor: idOf(card.replacement_for),
    replacedBy: idOf(card.replaced_by),
    createdAt: instantOf(card.created),
    endedAt: ended === undefined ? null : instantOf(Number(ended)),
  };
}

/** A word we do not know is no permission to spend. */
function statusOf({ status }: Card): CardAtProvider['status'] {
  if (status === 'active') return 'active';
  return status === 'canceled' ? 'canceled' : 'inactive';
}

/** The merchant, the place and what was bought stay unread. */
export function movementFrom({ id, card, amount, currency, created }: Transaction): SeenMovement {
  return {
    id,
    card: idOf(card) ?? '',
    amount: amountSeen(amount, currency),
    at: instantOf(created),
  };
}

export function recipientFrom({ id, status, requirements }: Cardholder): RecipientState {
  const { disabled_reason: disabled, past_due: pastDue } = requirements;
  return {
    ref: id,
    status: readiness(status, disabled),
    requirements: pastDue ?? [],
    ...strangeIn(
      unless(HOLDER_STATES, 'recipient_state', status),
      unless(DISABLED, 'recipient_state', disabled),
    ),
  };
}

function readiness(status: string, disabled: string | null): RecipientState['status'] {
  if (disabled === null) return status === 'active' ? 'ready' : 'pending';
  if (disabled.startsWith('rejected')) return 'rejected';
  return disabled === 'under_review' ? 'pending' : 'needs_action';
}

/** What is printed: the whole name, or an initial and as much of the surname as there is room for. */
export function nameOnCard({ givenName, surname }: AddressDetails): string {
  const whole = `${givenName} ${surname}`;
  if (whole.length <= LONGEST_NAME) return whole;
  return `${Array.from(givenName)[0] ?? ''} ${surname}`.slice(0, LONGEST_NAME).trim();
}

export const instantOf = (seconds: number): Date => new Date(seconds * 1_000);

export function idOf(value: string | { readonly id: string } | null): string | null {
  return typeof value === 'string' ? value : (value?.id ?? null);
}
