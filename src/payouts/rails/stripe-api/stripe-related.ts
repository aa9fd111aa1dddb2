import { REFERENCE } from './stripe-results.js';

/** What an event may carry beside its type. */
interface Carrier {
  readonly data?: unknown;
  readonly related_object?: unknown;
}

/**
 * What an event points to: the object of a thin event; of a payout our own reference, because its account is not ours; of
 * what happens to an account the account; of what happens to a card the card; of anything else the object itself. Null
 * when it names nothing.
 */
export function relatedTo(type: string, { data, related_object: related }: Carrier): string | null {
  if (related !== undefined) return text(member(related, 'id'));
  const object = member(data, 'object');
  if (type.startsWith('payout.')) return text(member(member(object, 'metadata'), REFERENCE));
  if (type.startsWith('account.external_account.') || type.startsWith('capability.')) {
    return idOf(member(object, 'account'));
  }
  if (type.startsWith('issuing_authorization.') || type.startsWith('issuing_transaction.')) {
    return idOf(member(object, 'card'));
  }
  return text(member(object, 'id'));
}

/** Where the provider writes an id or the whole object. */
const idOf = (value: unknown): string | null => text(value) ?? text(member(value, 'id'));

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Record<string, unknown>)[name]
    : undefined;
}

const LONGEST_ID = 255;

const text = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' && value.length <= LONGEST_ID ? value : null;
