import { rejectedMark } from '../../stripe/accounts.js';
import { refusedFirstName } from '../../stripe/issuing/cardholders.js';
import {
  creditCard,
  demandingAccount,
  demoRoutingNumber,
  magicAccounts,
  magicAmounts,
  magicCards,
  refusedAccount,
} from '../../stripe/magic.js';
import { connectAccounts, connectAmounts } from '../../stripe/v1/connect-magic.js';
import { rewardAmounts } from '../../tremendous/reward-magic.js';
import { section } from '../section.js';

/** Values that decide what happens, for every provider. */
export const magicSection = section(
  'magic',
  'Magic values',
  `<p>Type these where the service asks for an account or an amount. Where nothing else is said they are the sandbox’s own. Amounts are in cents and count whatever the account.</p>
<h3>Bank transfers</h3>
<p>Routing number: <code>{{demoRoutingNumber}}</code>, or any other with a right check digit.</p>
{{values "Bank transfers by account number" accounts}}
{{values "Recipients by the end of their display name" recipients}}
{{values "Debit cards by number" cards}}
{{values "Bank transfers by amount" magicAmounts}}
<h3>Connected accounts</h3>
<p>The first five account numbers are Stripe’s own test numbers. They are typed on the hosted form.</p>
{{values "Connected accounts by account number" connectAccounts}}
{{values "Connected accounts by amount" connectAmounts}}
<h3>Cards</h3>
{{values "Cards by the holder’s first name" holders}}
<p>What a shop does with a card is done with the buttons under Cards. It may take less or more than it asked for, as with a tip: type the cents before “Take it”. “Take without asking” is a till without a line: no limit, state or balance refuses it, not even after the card has ended.</p>
<h3>Rewards by link</h3>
{{values "Rewards by amount" rewardAmounts}}`,
  () => ({
    demoRoutingNumber,
    accounts: [
      ...magicAccounts,
      { value: refusedAccount, meaning: 'refused when it is saved' },
      {
        value: demandingAccount,
        meaning: 'saved; then the hosted form asks for the date of birth before anything is paid',
      },
    ],
    recipients: [{ value: rejectedMark, meaning: 'rejected once the details are complete' }],
    cards: [...magicCards, { value: creditCard, meaning: 'refused: no debit card' }],
    magicAmounts,
    connectAccounts,
    connectAmounts,
    holders: [
      {
        value: refusedFirstName,
        meaning: 'refused by the compliance check: no card becomes active',
      },
    ],
    rewardAmounts,
  }),
);
