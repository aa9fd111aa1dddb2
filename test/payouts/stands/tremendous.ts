import { PayoutHouse, usd } from '../payout-house.js';
import type { Stand } from './stand.js';

/** Links by Tremendous: nothing is told about anybody. */
export const tremendous: Stand = {
  rail: 'tremendous',
  wire: '/api/v2/orders',
  told: {
    external_id: /^pay_\w+$/,
    'payment.funding_source_id': /^balance$/,
    'reward.campaign_id': /^CAMPAIGNPLAIN$/,
    'reward.value.denomination': /^\d+(\.\d{1,2})?$/,
    'reward.value.currency_code': /^USD$/,
    'reward.delivery.method': /^LINK$/,
  },
  async open() {
    const house = await PayoutHouse.open();
    const { rewards } = house.sandbox.desk;
    return {
      house,
      details: { kind: 'nothing' },
      lastDigits: '',
      refused: null,
      payee: () => Promise.resolve({ recipient: 'mth_1', method: 'mth_1' }),
      stranger: null,
      tooMuch: usd(99_999_999),
      levers: {
        pay({ providerRef }) {
          rewards.pull(providerRef, 'redeem');
        },
        fail({ providerRef }) {
          rewards.pull(providerRef, 'expire');
        },
        // What was used is used.
        giveBack: null,
      },
    };
  },
};
