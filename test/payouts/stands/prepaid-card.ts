import { newId } from '#kernel';
import { RailRegistry } from '#payouts';
import type { PayeeDetails } from '../../../src/payouts/rails/rail.js';
import { PayoutHouse, usd } from '../payout-house.js';
import type { Stand } from './stand.js';

const CARDHOLDER = /^ich_\w+$/;

export const cardDetails: PayeeDetails = {
  kind: 'name_and_address',
  givenName: 'Given',
  surname: 'Surname',
  line1: '1 Main Street',
  city: 'Denver',
  region: 'CO',
  postalCode: '80202',
};

/** Cards by Stripe Issuing. */
export const prepaidCard: Stand = {
  rail: 'prepaid-card',
  wire: '/v1/issuing/cards',
  told: {
    type: /^(individual|virtual)$/,
    name: /^Given Surname$/,
    'individual.first_name': /^Given$/,
    'individual.last_name': /^Surname$/,
    'billing.address.line1': /^1 Main Street$/,
    'billing.address.city': /^Denver$/,
    'billing.address.state': /^CO$/,
    'billing.address.postal_code': /^80202$/,
    'billing.address.country': /^US$/,
    cardholder: CARDHOLDER,
    currency: /^usd$/,
    status: /^(active|inactive|canceled)$/,
    'spending_controls.spending_limits.*.amount': /^\d+$/,
    'spending_controls.spending_limits.*.interval': /^all_time$/,
    'metadata.payout': /^pay_\w+$/,
    'metadata.ended': /^\d+$/,
  },
  async open() {
    const house = await PayoutHouse.open({ STRIPE_PUBLISHABLE_KEY: 'pk_test_sandbox' });
    house.sandbox.desk.cards.topUp(25_000_000);
    const rail = house.get(RailRegistry).get('prepaid-card');
    const change = async (card: string, status: 'active' | 'canceled'): Promise<void> => {
      await fetch(`${house.sandbox.url}/v1/issuing/cards/${card}`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${house.sandbox.secretKey}`,
          'stripe-version': '2026-10-28.endive',
          'content-type': 'application/x-www-form-urlencoded',
        },
        body: `status=${status}`,
      });
    };
    return {
      house,
      details: cardDetails,
      lastDigits: '',
      refused: null,
      stranger: { recipient: 'ich_unknown', method: 'ich_unknown' },
      tooMuch: usd(99_999_999),
      async payee() {
        const { ref: recipient } = await rail.ensureRecipient(cardDetails, newId('method'));
        return { recipient, method: recipient };
      },
      levers: {
        pay: ({ providerRef }) => change(providerRef, 'active'),
        fail: null,
        giveBack: ({ providerRef }) => change(providerRef, 'canceled'),
      },
    };
  },
};
