import { concerns, describeEventTypes, EVENT_TYPES, isKnownType } from './event-types.js';

describe('The words of notices', () => {
  it('are known if a rail listens to them, or if we have no use for what they are about', () => {
    for (const type of Object.values(EVENT_TYPES).flat())
      expect([type, isKnownType(type)]).toEqual([type, true]);
    for (const type of [
      'topup.created',
      'balance.available',
      'INVOICES.PAID',
      'TOPUPS.X',
      'FUNDING_SOURCES.X',
    ])
      expect([type, isKnownType(type)]).toEqual([type, true]);
    for (const type of ['payout.teleported', 'balance', '', 'topup', 'ORDERS', 'ORDERS.TELEPORTED'])
      expect([type, isKnownType(type)]).toEqual([type, false]);
  });

  it('are a reason to look for rails that know what they are about, new words too', () => {
    const heard = ['payout.paid', 'v2.core.account.closed'];
    for (const type of ['payout.paid', 'payout.teleported', 'v2.core.account.opened'])
      expect([type, concerns(type, heard)]).toEqual([type, true]);
    for (const type of ['transfer.paid', 'v2.core.closed', 'payout', 'v2.core.account[x].closed'])
      expect([type, concerns(type, heard)]).toEqual([type, false]);
    expect(concerns('payout.paid', [])).toBe(false);
    expect(concerns('ping', ['pong'])).toBe(true);
  });

  it('of each rail are the provider’s', () => {
    const prefixes = (rail: string): string[] =>
      [...new Set((EVENT_TYPES[rail] ?? []).map((type) => type.split('.')[0] ?? ''))].sort();
    expect(prefixes('stripe-outbound')).toEqual(['v2']);
    expect(prefixes('stripe-connect')).toEqual(['account', 'capability', 'payout', 'transfer']);
    expect(prefixes('prepaid-card')[0]).toMatch(/^issuing_/);
    expect(EVENT_TYPES['tremendous']).toEqual([
      ...['ORDERS.APPROVED', 'ORDERS.CANCELED', 'ORDERS.CREATED', 'ORDERS.FAILED'],
      ...[
        'REWARDS.CANCELED',
        'REWARDS.DELIVERY.FAILED',
        'REWARDS.DELIVERY.SUCCEEDED',
        'REWARDS.FLAGGED',
      ],
    ]);
  });

  it('are told to whoever subscribes to them, each once', () => {
    const lines = describeEventTypes().split('\n');
    expect(lines.slice(0, 2)).toEqual(['| rail | about | event types |', '| --- | --- | --- |']);
    expect(lines).toContain(
      '| `stripe-connect` | `transfer.` | `created`, `reversed`, `updated` |',
    );
    expect(lines).toContain('| `tremendous` | `REWARDS.DELIVERY.` | `FAILED`, `SUCCEEDED` |');
    const words = lines.slice(2).flatMap((line) => line.split('|')[3]?.split(',') ?? []);
    expect(words).toHaveLength(Object.values(EVENT_TYPES).flat().length);
  });
});
