import type { Authorization } from '../../stripe/issuing/issuing-shapes.js';
import type { CardRow } from '../../stripe/issuing/issuing-desk.js';
import { moneyText } from '../layout.js';
import { section, shownRows } from '../section.js';

/** The card issuer: what people do at the till. */
export const cardsSection = section(
  'cards',
  'Cards',
  `<p>Issuing balance <strong>{{available}} USD</strong>, of which cards may still take {{open}}. {{#if isBalanced}}<span class="tag ok">Every line adds up</span>{{else}}<span class="tag err">The lines do not add up</span>{{/if}}</p>
<form method="post" action="/act/card-topup" class="row"><div><label for="card-dollars">Bank: top up (whole dollars)</label><input id="card-dollars" name="dollars" inputmode="numeric" value="5000"></div><button>Top up</button></form>
{{#if cards}}{{table "Cards, newest first" "Card|#Limit (USD)|#Used|State|At the till"}}
{{#each cards}}<tr><td data-label="Card"><code>{{id}}</code> ends in {{last4}}</td><td class="num" data-label="Limit (USD)">{{limit}}</td><td class="num" data-label="Used">{{used}}</td><td data-label="State"><span class="tag">{{status}}</span></td>
<td><form method="post" action="/act/card" class="row"><input type="hidden" name="id" value="{{id}}"><div><label for="cents-{{id}}">Cents</label><input id="cents-{{id}}" name="cents" inputmode="numeric" value="1000"></div><button name="lever" value="spend">Pay</button><button name="lever" value="authorize">Ask, take later</button><button name="lever" value="refund">Give back</button><button name="lever" value="force_capture">Take without asking</button></form></td></tr>{{/each}}
{{endtable}}{{else}}<p>No cards yet. Somebody whose way of payment is a card gets one when her payout is sent.</p>{{/if}}
{{#if asked}}{{table "Asked for, not taken yet" "Authorization|#Amount (USD)|What the shop does"}}
{{#each asked}}<tr><td data-label="Authorization"><code>{{id}}</code> on <code>{{card}}</code></td><td class="num" data-label="Amount (USD)">{{amount}}</td>
<td><form method="post" action="/act/authorization" class="row"><input type="hidden" name="id" value="{{id}}"><div><label for="take-{{id}}">Cents</label><input id="take-{{id}}" name="cents" inputmode="numeric" value="{{cents}}"></div><button name="lever" value="capture">Take it</button><button name="lever" value="reverse">Let it go</button></form></td></tr>{{/each}}
{{endtable}}{{/if}}`,
  ({ cards: desk, connect }) => {
    const cards = desk.cards();
    const openMinor = cards
      .filter(({ status }) => status !== 'canceled')
      .reduce((sum, { limitMinor, usedMinor }) => sum + Math.max(0, limitMinor - usedMinor), 0);
    return {
      available: moneyText(desk.balanceMinor),
      open: moneyText(openMinor),
      isBalanced: connect.differences().length === 0,
      cards: cards.slice(0, shownRows).map(cardView),
      asked: desk.openAuthorizations().slice(0, shownRows).map(askedView),
    };
  },
);

function cardView({ id, last4, status, limitMinor, usedMinor }: CardRow): object {
  return { id, last4, status, limit: moneyText(limitMinor), used: moneyText(usedMinor) };
}

function askedView({ id, card, amount }: Authorization): object {
  return { id, card, amount: moneyText(amount), cents: amount };
}
