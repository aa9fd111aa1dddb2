import Handlebars from 'handlebars';
import { htmlReply, type Exchange, type Reply } from '../http/exchange.js';
import { messagePage, moneyText, page } from '../page/layout.js';
import type { Store } from '../store/store.js';
import { isLive, type Rewards } from './rewards.js';

const template = Handlebars.compile<object>(`<main>
<h1>Choose how to use {{amount}} USD</h1>
<p class="note">This page stands in for the rewards provider’s own. Whoever has its address can use the money.</p>
<form method="post"><button class="strong" name="way" value="card">Get it on a prepaid card</button>
<button name="way" value="vpn">Get it over a VPN (the fraud rules hold it)</button></form></main>`);

/** Where a link leads: whoever opens it may use the money, once. */
export class RewardPage {
  constructor(
    private readonly store: Store,
    private readonly rewards: Rewards,
  ) {}

  answer(exchange: Exchange): Reply {
    const order = this.rewards.byLink(exchange.path.slice('/rewards/'.length));
    if (!order) {
      return htmlReply(404, messagePage('This link leads nowhere', 'Ask for a new one.'));
    }
    if (!isLive(order)) {
      return htmlReply(410, messagePage('This link was used', 'There is nothing left on it.'));
    }
    if (exchange.method !== 'POST') {
      const amount = moneyText(order.amountMinor);
      return htmlReply(200, page('Your reward', template({ amount })));
    }
    const isHeld = order.plan === 'flag' || new URLSearchParams(exchange.body).get('way') === 'vpn';
    this.store.commit(() => {
      this.rewards.redeem(order, isHeld ? ['VPN detected'] : []);
    });
    return isHeld
      ? htmlReply(200, messagePage('We are looking at it', 'You will hear from us.'))
      : htmlReply(200, messagePage('Done', 'The money is on your card.'));
  }
}
