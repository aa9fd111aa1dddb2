import type { RewardLever, RewardRow } from '../../tremendous/tremendous-desk.js';
import { leversFor } from '../../tremendous/tremendous-desk.js';
import { moneyText } from '../layout.js';
import { section, shownRows } from '../section.js';

const LABELS: Readonly<Record<RewardLever, string>> = {
  approve: 'approve the order',
  redeem: 'she uses it',
  flag: 'she uses it, and it is held',
  expire: 'it expires',
  cancel: 'the provider calls it back',
  release: 'let the held one go',
  block: 'block the held one',
};

/** The rewards provider: its orders and what can happen to them. */
export const rewardsSection = section(
  'rewards',
  'Rewards by link',
  `<p>Balance <strong>{{available}} USD</strong>. {{#if isBalanced}}<span class="tag ok">Every movement adds up</span>{{else}}<span class="tag err">The movements do not add up</span>{{/if}}</p>
<form method="post" action="/act/reward-deposit" class="row"><div><label for="reward-dollars">Bank: deposit (whole dollars)</label><input id="reward-dollars" name="dollars" inputmode="numeric" value="5000"></div><button>Deposit</button></form>
{{#if orders}}{{table "Orders, newest first" "Order|#Amount (USD)|State|Expires|Choose what happens"}}
{{#each orders}}<tr><td data-label="Order"><code>{{id}}</code> <span class="quiet">{{externalId}}</span></td><td class="num" data-label="Amount (USD)">{{amount}}</td><td data-label="State"><span class="tag">{{state}}</span></td><td data-label="Expires">{{expiresAt}}</td>
<td>{{#if levers}}<form method="post" action="/act/reward" class="row"><input type="hidden" name="id" value="{{id}}"><div><label for="lever-{{id}}">Outcome</label><select id="lever-{{id}}" name="lever">{{#each levers}}<option value="{{value}}">{{label}}</option>{{/each}}</select></div><button>Do it</button></form>{{else}}Final{{/if}}</td></tr>{{/each}}
{{endtable}}{{else}}<p>No orders yet.</p>{{/if}}`,
  ({ rewards }) => ({
    available: moneyText(rewards.balance.availableMinor),
    isBalanced: rewards.balance.isBalanced,
    orders: rewards.orders().slice(0, shownRows).map(rowView),
  }),
);

function rowView(row: RewardRow): object {
  return {
    ...row,
    amount: moneyText(row.amountMinor),
    state: stateOf(row),
    levers: leversFor(row).map((value) => ({ value, label: LABELS[value] })),
  };
}

function stateOf(row: RewardRow): string {
  if (row.review === 'flagged') return 'held';
  if (row.status !== 'EXECUTED') return row.status.toLowerCase();
  if (row.isRedeemed) return 'used';
  return row.refundMinor > 0 ? 'expired' : 'not used yet';
}
