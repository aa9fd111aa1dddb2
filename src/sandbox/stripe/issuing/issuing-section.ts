import Handlebars from 'handlebars';
import { moneyText } from '../../page/layout.js';
import type { CardRow, IssuingDesk } from './issuing-desk.js';

const shownRows = 50;

const template =
  Handlebars.compile<object>(`<section aria-labelledby="cards"><h2 id="cards">Cards</h2>
<p>Issuing balance <strong>{{available}} USD</strong>, of which cards may still take {{open}}.</p>
<form method="post" action="/act/card-topup" class="row"><div><label for="card-dollars">Bank: top up (whole dollars)</label><input id="card-dollars" name="dollars" inputmode="numeric" value="5000"></div><button>Top up</button></form>
{{#if cards}}<div class="scroll" tabindex="0" role="region" aria-label="Cards, newest first"><table><caption>Cards, newest first</caption><thead><tr><th scope="col">Card</th><th scope="col" class="num">Limit (USD)</th><th scope="col" class="num">Used</th><th scope="col">State</th><th scope="col">At the till</th></tr></thead><tbody>
{{#each cards}}<tr><td><code>{{id}}</code> ends in {{last4}}</td><td class="num">{{limit}}</td><td class="num">{{used}}</td><td><span class="tag">{{status}}</span></td>
<td><form method="post" action="/act/card" class="row"><input type="hidden" name="id" value="{{id}}"><div><label for="cents-{{id}}">Cents</label><input id="cents-{{id}}" name="cents" inputmode="numeric" value="1000"></div><button name="lever" value="spend">Pay</button><button name="lever" value="refund">Give back</button></form></td></tr>{{/each}}
</tbody></table></div>{{else}}<p>No cards yet.</p>{{/if}}
<p class="quiet">A first name “Blocked” is refused by the compliance check.</p>
</section>`);

/** The card issuer's part of the page. */
export function issuingSection(desk: IssuingDesk): string {
  const cards = desk.cards();
  const openMinor = cards
    .filter(({ status }) => status !== 'canceled')
    .reduce((sum, { limitMinor, usedMinor }) => sum + Math.max(0, limitMinor - usedMinor), 0);
  return template({
    available: moneyText(desk.balanceMinor),
    open: moneyText(openMinor),
    cards: cards.slice(0, shownRows).map(rowView),
  });
}

function rowView({ id, last4, status, limitMinor, usedMinor }: CardRow): object {
  return { id, last4, status, limit: moneyText(limitMinor), used: moneyText(usedMinor) };
}
