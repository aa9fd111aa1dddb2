import type { RequestRecord } from './request-log.js';

export const MASK = '•••';

/** Leaves that are amounts, opaque names or words of the interface. Everything else may be about somebody. */
const OPEN = new Set(
  [
    'account amount bank_account_type campaign_id cancellation_reason cardholder channel country created currency',
    'currency_code dashboard denomination destination entity_type expand external_id fees_collector fee_charged_to',
    'financial_account from funding_source_id gt gte include interval issuing_card limit losses_collector lt lte method',
    'object_id offset page payout_method preferred_networks recipient replacement_for replacement_reason requested',
    'setting starting_after ending_before statement_descriptor status transfer_group type types usage_intent value',
    'settings kind payout source',
  ].flatMap((line) => line.split(' ')),
);

/** What we name ourselves: opaque ids only, which a test of every outgoing body asserts. */
const OURS = 'metadata';

/** A request as people may look at it: which fields were sent, but no name, number, address or link of anybody. */
export function maskedRequest(record: RequestRecord): RequestRecord {
  return { ...record, search: maskedForm(record.search), body: maskedBody(record.body) };
}

function maskedBody(body: string): string {
  if (body === '') return '';
  try {
    return JSON.stringify(maskedValue(JSON.parse(body), []));
  } catch {
    return maskedForm(body);
  }
}

/** A form or a query, in the order in which it was sent. */
function maskedForm(text: string): string {
  const pairs = [...new URLSearchParams(text)].map(([name, value]) => {
    const path = name.split(/[[\]]+/).filter((part) => part !== '');
    return `${name}=${isOpen(path) ? value : MASK}`;
  });
  return pairs.join('&');
}

function maskedValue(value: unknown, path: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((item) => maskedValue(item, path));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [name, maskedValue(inner, [...path, name])]),
    );
  }
  return isOpen(path) ? value : MASK;
}

function isOpen(path: readonly string[]): boolean {
  const named = path.findLast((part) => !/^\d+$/.test(part));
  return path[0] === OURS || (named !== undefined && OPEN.has(named));
}
