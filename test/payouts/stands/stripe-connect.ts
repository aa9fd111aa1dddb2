import { newId } from '#kernel';
import { RailRegistry } from '#payouts';
import { fillIn } from '../../sandbox/support.js';
import { PayoutHouse, usd } from '../payout-house.js';
import type { Lever, Stand } from './stand.js';

const RAIL = 'stripe-connect';

/** A transfer to an account at Stripe and a manual payout from there, as one payment. */
export const stripeConnect: Stand = {
  rail: RAIL,
  wire: '/v1/transfers',
  told: {
    contact_email: /@/,
    display_name: /^mth_\w+$/,
    dashboard: /^none$/,
    'defaults.responsibilities.fees_collector': /^application$/,
    'defaults.responsibilities.losses_collector': /^application$/,
    'identity.country': /^us$/,
    'identity.entity_type': /^individual$/,
    'identity.individual.given_name': /^Given$/,
    'identity.individual.surname': /^Surname$/,
    'configuration.recipient.capabilities.stripe_balance.stripe_transfers.requested': /^true$/,
    'include.*': /^(configuration\.recipient|requirements)$/,
    'payments.payouts.schedule.interval': /^manual$/,
    account: /^acct_\w+$/,
    'use_case.type': /^account_onboarding$/,
    'use_case.account_onboarding.refresh_url': /^http:\/\/127\.0\.0\.1/,
    'use_case.account_onboarding.return_url': /^http:\/\/127\.0\.0\.1/,
    amount: /^\d+$/,
    currency: /^usd$/,
    destination: /^(acct|usba)_\w+$/,
    transfer_group: /^pay_\w+$/,
    statement_descriptor: /^[A-Z ]{3,22}$/,
    'metadata.payout': /^pay_\w+$/,
    'metadata.destination': /^usba_\w+$/,
    'metadata.attempt': /^po:pay_\w+:\d+$/,
  },
  async open() {
    const house = await PayoutHouse.open({ STRIPE_CONNECT: 'yes' });
    const rail = house.get(RailRegistry).get(RAIL);
    const { desk, url } = house.sandbox;
    desk.connect.deposit(25_000_000);
    const person = { kind: 'name', givenName: 'Given', surname: 'Surname' } as const;
    const decide = (outcome: 'pay' | 'fail', code: string | null): Lever => {
      return async ({ providerRef, reference }) => {
        const payout = desk.connect
          .payouts()
          .find(({ object }) => object.metadata['payout'] === reference);
        if (!payout) throw new Error('There is no payout for the transfer.');
        desk.connect.decide(payout.object.id, outcome, code);
        // As the watch does when it sees that money rests.
        if (outcome === 'fail') await rail.finish?.(providerRef);
      };
    };
    return {
      house,
      details: person,
      lastDigits: '89',
      refused: null,
      stranger: { recipient: 'acct_unknown', method: 'acct_unknown' },
      tooMuch: usd(99_999_999),
      async payee() {
        const key = newId('method');
        const { ref: recipient } = await rail.ensureRecipient(person, key);
        await fillIn((await rail.onboardingLink?.(recipient, { refresh: url, done: url })) ?? '');
        desk.forward(0);
        const saved = await rail.saveMethod(recipient, person, key);
        return { recipient, method: saved.kind === 'saved' ? saved.ref : '' };
      },
      levers: {
        pay: decide('pay', null),
        fail: decide('fail', 'no_account'),
        giveBack: decide('fail', 'account_closed'),
      },
    };
  },
};
