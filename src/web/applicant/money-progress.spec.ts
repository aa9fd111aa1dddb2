import type { AwardView } from '#approvals';
import { Money, newId } from '#kernel';
import type { PaymentLabel, PayoutView } from '#payouts';
import { moneyProgress } from './money-progress.js';

const NOW = new Date('2026-11-23T12:00:00Z');
const telling = { now: NOW, zone: 'America/New_York', language: 'en' };

const award: AwardView = {
  id: newId('award'),
  ledgerRef: '00000000-0000-4000-8000-000000000000',
  applicationId: newId('application'),
  applicantId: newId('applicant'),
  determinationId: newId('determination'),
  state: 'active',
  fund: 'GENERAL',
  amount: Money.of(45_000n, 'USD'),
  offeredAt: new Date('2026-11-20T12:00:00Z'),
  notifiedAt: null,
  acceptedAt: null,
};

const payout = (label: PaymentLabel, awardId = award.id): PayoutView => ({
  id: newId('payout'),
  awardId,
  amount: Money.of(45_000n, 'USD'),
  state: 'paid',
  label,
  rail: 'stripe-outbound',
  paidAt: label === 'sent' ? new Date('2026-11-24T02:00:00Z') : null,
  reason: null,
  methodId: newId('method'),
  since: NOW,
  heldSince: null,
  isWithHer: false,
});

describe('what the status page says about the money', () => {
  it('is nothing without an award, and nothing about one that ended', () => {
    expect(moneyProgress(null, [], 'choose', telling)).toBeNull();
    expect(moneyProgress({ ...award, state: 'lapsed' }, [], 'choose', telling)).toBeNull();
  });

  it.each([
    ['a way to pay is missing', [], 'choose', 'set_up'],
    ['a way is set up', [], null, 'preparing'],
    ['a payment is being prepared', [payout('preparing')], null, 'preparing'],
    ['it was sent off', [payout('on_its_way')], null, 'on_its_way'],
    ['it has arrived', [payout('sent')], null, 'sent'],
    ['the last of several counts', [payout('sent'), payout('on_its_way')], null, 'on_its_way'],
    [
      'one that came back comes first',
      [{ ...payout('needs_another_way'), reason: 'closed_account' }, payout('sent')],
      'choose',
      'trouble',
    ],
    ['it is ours to put right', [payout('needs_another_way')], 'choose', 'delayed'],
    [
      'our account is short',
      [{ ...payout('on_its_way'), state: 'released', reason: 'insufficient_funds' }],
      null,
      'delayed',
    ],
    ['another award is another story', [payout('sent', newId('award'))], 'choose', 'set_up'],
    ['the company needs more of her', [payout('preparing')], 'finish', 'set_up'],
    [
      'what was released waits for her',
      [{ ...payout('on_its_way'), state: 'released' }],
      'finish',
      'set_up',
    ],
    [
      'what the company has is on its way all the same',
      [{ ...payout('on_its_way'), state: 'in_transit' }],
      'finish',
      'on_its_way',
    ],
    [
      'it failed because the company needs more of her',
      [{ ...payout('needs_another_way'), reason: 'not_ready' }],
      'finish',
      'set_up',
    ],
  ] as const)('when %s', (_, payouts, need, stage) => {
    expect(moneyProgress(award, payouts, need, telling)?.stage).toBe(stage);
  });

  it('names the amount and the day of the programme on which it was sent', () => {
    const sent = moneyProgress(award, [payout('sent')], null, { ...telling, language: 'es' });
    expect(sent?.model).toMatchObject({
      text: 'Le enviamos $450 el lunes, 23 de noviembre.',
      href: '',
    });
  });
});
