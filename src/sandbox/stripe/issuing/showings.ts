import Handlebars from 'handlebars';
import { htmlReply, type Exchange, type Reply } from '../../http/exchange.js';
import { messagePage, page } from '../../page/layout.js';
import type { SandboxClock } from '../../sandbox-clock.js';
import type { Store } from '../../store/store.js';
import { newId } from '../ids.js';
import { numberOf, type Cards } from './cards.js';
import { secondsOf } from './seconds.js';

const showingLifeMs = 15 * 60_000;

const template = Handlebars.compile<object>(`<main>
<h1>Your card</h1>
<p class="note">This page stands in for the card company’s own. The number is invented and pays nothing.</p>
<dl><dt>Number</dt><dd><code>{{number}}</code></dd><dt>Good until</dt><dd><code>{{until}}</code></dd><dt>Security code</dt><dd><code>{{code}}</code></dd></dl>
<p>This page can be opened once. Close it when you are done.</p></main>`);

/** Where a card's number is seen: the provider's own page, by an address that works once. */
export class Showings {
  constructor(
    private readonly store: Store,
    private readonly clock: SandboxClock,
    private readonly cards: Cards,
  ) {}

  /** A key that opens the page of one card once, for fifteen minutes. */
  begin(cardId: string): object {
    this.cards.get(cardId);
    const secret = newId('ek_test');
    const expiresAtMs = this.clock.nowMs() + showingLifeMs;
    this.store.put('cardShowing', secret, { secret, card: cardId, expiresAtMs, isUsed: false });
    return {
      id: newId('ephkey'),
      object: 'ephemeral_key',
      created: secondsOf(this.clock),
      expires: Math.trunc(expiresAtMs / 1_000),
      livemode: false,
      secret,
    };
  }

  answer(exchange: Exchange): Reply {
    const showing = this.store.get('cardShowing', exchange.path.slice('/cards/'.length));
    if (!showing || showing.isUsed || showing.expiresAtMs <= this.clock.nowMs()) {
      const text = 'Go back and ask for the card again.';
      return htmlReply(410, messagePage('This page was opened already', text));
    }
    this.store.commit(() => {
      this.store.put('cardShowing', showing.secret, { ...showing, isUsed: true });
    });
    const { id, exp_month: month, exp_year: year } = this.cards.get(showing.card);
    const number = numberOf(id);
    const view = {
      number: number.replace(/(\d{4})(?=\d)/g, '$1 '),
      until: `${String(month).padStart(2, '0')}/${String(year)}`,
      code: number.slice(7, 10),
    };
    return htmlReply(200, page('Your card', template(view)));
  }
}
