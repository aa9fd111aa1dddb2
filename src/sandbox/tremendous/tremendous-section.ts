import Handlebars from 'handlebars';
import { moneyText } from '../page/layout.js';
import { rewardAmounts } from './reward-magic.js';
import type { RewardLever, RewardRow, TremendousDesk } from './tremendous-desk.js';
import { isLive } from './rewards.js';

const shownRows = 50;

const template =
  Handlebars.compile<object>(`<section aria-labelledby="rewards"><h2 id="rewards">Rewards by link</h2>
<p>Balance <strong>{{available}} USD</strong>. {{#if isBalanced}}<span class="tag ok">Every movement adds up</span>{{else}}<span class="tag err">The movements do not add up</span>{{/if}}</p>
<form method="post" action="/act/reward-deposit" class="row"><div><label for="reward-dollars">Bank: deposit (whole dollars)</label><input id="reward-dollars" name="dollars" inputmode="numeric" value="5000"></div><button>Deposit</button></form>
{{#if orders}}<div class="scroll" tabindex="0" role="region" aria-label="Orders, newest first"><table><caption>Orders, newest first</caption><thead><tr><th scope="col">Order</th><th scope="col" class="num">Amount (USD)</th><th scope="col">State</th><th scope="col">Expires</th><th scope="col">Choose what happens</th></tr></thead><tbody>
{{#each orders}}<tr><td><code>{{id}}</code><br><span class="quiet">{{externalId}}</span></td><td class="num">{{amount}}</td><td><span class="tag">{{state}}</span></td><td>{{expiresAt}}</td>
<td>{{#if levers}}<form method="post" action="/act/reward" class="row"><input type="hidden" name="id" value="{{id}}"><div><label for="lever-{{id}}">Outcome</label><select id="lever-{{id}}" name="lever">{{#each levers}}<option>{{this}}</option>{{/each}}</select></div><button>Do it</button></form>{{else}}Final{{/if}}</td></tr>{{/each}}
</tbody></table></div>{{else}}<p>No orders yet.</p>{{/if}}
<div class="scroll" tabindex="0" role="region" aria-label="Magic amounts of rewards"><table><caption>Magic amounts of rewards, in cents</caption><tbody>{{#each rewardAmounts}}<tr><th scope="row"><code>{{value}}</code></th><td>{{meaning}}</td></tr>{{/each}}</tbody></table></div>
</section>`);

/** The rewards provider's part of the page: its orders, what can happen to them, its magic amounts. */
export function rewardsSection(desk: TremendousDesk): string {
  return template({
    available: moneyText(desk.balance.availableMinor),
    isBalanced: desk.balance.isBalanced,
    orders: desk.orders().slice(0, shownRows).map(rowView),
    rewardAmounts,
  });
}

function rowView(row: RewardRow): object {
  return {
    ...row,
    amount: moneyText(row.amountMinor),
    state: stateOf(row),
    levers: leversFor(row),
  };
}

function stateOf(row: RewardRow): string {
  if (row.review === 'flagged') return 'held';
  if (row.status !== 'EXECUTED') return row.status.toLowerCase();
  if (row.isRedeemed) return 'used';
  return row.refundMinor > 0 ? 'expired' : 'not used yet';
}

function leversFor(row: RewardRow): readonly RewardLever[] {
  if (row.review === 'flagged') return ['release', 'block'];
  return isLive(row) ? ['redeem', 'flag', 'expire'] : [];
}
