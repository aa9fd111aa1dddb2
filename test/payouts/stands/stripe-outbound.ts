import { newId } from '#kernel';
import { RailRegistry } from '#payouts';
import { details, PayoutHouse, RAIL, usd } from '../payout-house.js';
import type { Stand } from './stand.js';

const ACCOUNT = /^acct_\w+$/;

/** Bank transfers by Stripe Global Payouts. */
export const stripeOutbound: Stand = {
  rail: RAIL,
  wire: '/v2/money_management/outbound_payments',
  told: {
    contact_email: /@/,
    display_name: /^mth_\w+$/,
    dashboard: /^none$/,
    'identity.country': /^us$/,
    'identity.entity_type': /^individual$/,
    'identity.individual.given_name': /^Given$/,
    'identity.individual.surname': /^Surname$/,
    'configuration.recipient.capabilities.bank_accounts.local.requested': /^true$/,
    'include.*': /^(configuration\.recipient|requirements)$/,
    usage_intent: /^payment$/,
    'payout_method_data.type': /^bank_account$/,
    'payout_method_data.bank_account.country': /^us$/,
    'payout_method_data.bank_account.currency': /^usd$/,
    'payout_method_data.bank_account.routing_number': /^\d{9}$/,
    'payout_method_data.bank_account.account_number': /^\d+$/,
    'payout_method_data.bank_account.bank_account_type': /^checking$/,
    'amount.value': /^\d+$/,
    'amount.currency': /^usd$/,
    'from.financial_account': /^fa_\w+$/,
    'from.currency': /^usd$/,
    'to.recipient': ACCOUNT,
    'to.payout_method': /^usba_\w+$/,
    'to.currency': /^usd$/,
    'recipient_notification.setting': /^none$/,
    statement_descriptor: /^[A-Z ]{3,22}$/,
    'metadata.payout': /^pay_\w+$/,
  },
  async open() {
    const house = await PayoutHouse.open();
    const rail = house.get(RailRegistry).get(RAIL);
    const { desk } = house.sandbox;
    return {
      house,
      details: details(),
      lastDigits: '89',
      refused: details('000444444440'),
      stranger: { recipient: 'acct_unknown', method: 'usba_unknown' },
      tooMuch: usd(99_999_999),
      async payee() {
        const key = newId('method');
        const { ref: recipient } = await rail.ensureRecipient(details(), key);
        const saved = await rail.saveMethod(recipient, details(), key);
        if (saved.kind !== 'saved') throw new Error('The good account is saved.');
        desk.forward(0);
        return { recipient, method: saved.ref };
      },
      levers: {
        pay({ providerRef }) {
          desk.decide(providerRef, 'post', null);
        },
        fail({ providerRef }) {
          desk.decide(providerRef, 'fail', 'payout_method_declined');
        },
        giveBack({ providerRef }) {
          desk.decide(providerRef, 'return', 'payout_method_closed');
        },
      },
    };
  },
};
