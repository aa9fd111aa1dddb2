import { isoOf } from '../../sandbox-clock.js';
import { connectFailures } from '../../stripe/v1/connect-magic.js';
import type { ConnectPayoutRecord } from '../../stripe/v1/connect-payouts.js';
import type { Topup, Transfer } from '../../stripe/v1/objects.js';
import { moneyText } from '../layout.js';
import { section, shownRows } from '../section.js';

/** Connected accounts by API v1: transfers to them, payouts from them, and what rests there. */
export const connectSection = section(
  'connect',
  'Connected accounts',
  `<p>Balance <strong>{{available}} USD</strong>, resting in connected accounts <strong>{{resting}} USD</strong>. {{#if isBalanced}}<span class="tag ok">Every line adds up</span>{{else}}<span class="tag err">The lines do not add up</span>{{/if}}</p>
<div class="row"><form method="post" action="/act/connect-deposit" class="row"><div><label for="connect-dollars">Bank: deposit (whole dollars)</label><input id="connect-dollars" name="dollars" inputmode="numeric" value="5000"></div><button>Deposit</button></form>
<form method="post" action="/act/connect-fees"><button>Book the fees of all payouts so far</button></form></div>
{{#if payouts}}{{table "Payouts from connected accounts, newest first" "Payout|#Amount (USD)|State|Created|Choose what happens"}}
{{#each payouts}}<tr><td data-label="Payout"><code>{{id}}</code> <span class="quiet">from <code>{{account}}</code> {{reference}}</span></td><td class="num" data-label="Amount (USD)">{{amount}}</td><td data-label="State"><span class="tag {{tone}}">{{status}}</span> {{code}}</td><td data-label="Created">{{created}}</td>
<td>{{#if choices}}<form method="post" action="/act/connect" class="row"><input type="hidden" name="id" value="{{id}}"><div><label for="connect-{{id}}">Outcome</label><select id="connect-{{id}}" name="choice">{{#each choices}}<option value="{{value}}">{{label}}</option>{{/each}}</select></div><button>Do it</button></form>{{else}}Final{{/if}}</td></tr>{{/each}}
{{endtable}}{{else}}<p>No payouts from connected accounts yet.</p>{{/if}}
{{#if topups}}{{table "Money from our bank, newest first" "Top-up|#Amount (USD)|State|Created|Choose what happens"}}
{{#each topups}}<tr><td data-label="Top-up"><code>{{id}}</code></td><td class="num" data-label="Amount (USD)">{{amount}}</td><td data-label="State">{{status}}</td><td data-label="Created">{{created}}</td>
<td>{{#if isThere}}<form method="post" action="/act/connect-give-back"><input type="hidden" name="id" value="{{id}}"><button>The bank takes it back</button></form>{{else}}Final{{/if}}</td></tr>{{/each}}
{{endtable}}{{/if}}
{{#if transfers}}{{table "Transfers to connected accounts, newest first" "Transfer|To|#Amount (USD)|#Taken back|Created"}}
{{#each transfers}}<tr><td data-label="Transfer"><code>{{id}}</code> <span class="quiet">{{group}}</span></td><td data-label="To"><code>{{destination}}</code></td><td class="num" data-label="Amount (USD)">{{amount}}</td><td class="num" data-label="Taken back">{{back}}</td><td data-label="Created">{{created}}</td></tr>{{/each}}
{{endtable}}{{else}}<p>No transfers to connected accounts yet.</p>{{/if}}`,
  ({ connect }) => ({
    available: moneyText(connect.availableMinor),
    resting: moneyText(connect.resting()),
    isBalanced: connect.differences().length === 0,
    payouts: connect.payouts().slice(0, shownRows).map(payoutView),
    topups: connect.topups().slice(0, shownRows).map(topupView),
    transfers: connect.transfers().slice(0, shownRows).map(transferView),
  }),
);

const tones = { paid: 'ok', pending: 'warn', in_transit: 'warn', failed: 'err', canceled: '' };

function payoutView({ account, object }: ConnectPayoutRecord): object {
  const { id, status, amount, created, failure_code: code, metadata } = object;
  return {
    id,
    account,
    status,
    code,
    tone: tones[status],
    reference: Object.values(metadata).join(' '),
    amount: moneyText(amount),
    created: isoOf(created * 1_000),
    choices: choicesFor(status),
  };
}

/** A payout that was paid may still fail. */
function choicesFor(status: ConnectPayoutRecord['object']['status']): object[] {
  if (status === 'failed' || status === 'canceled') return [];
  const failures = connectFailures.map((code) => ({
    value: `fail:${code}`,
    label: `fail: ${code}`,
  }));
  if (status === 'paid') return failures;
  return [
    { value: 'pay', label: 'pay' },
    ...failures,
    { value: 'hold', label: 'hold until I decide' },
  ];
}

function topupView({ id, amount, status, created }: Topup): object {
  return {
    id,
    status,
    isThere: status === 'succeeded',
    amount: moneyText(amount),
    created: isoOf(created * 1_000),
  };
}

function transferView(transfer: Transfer): object {
  const { id, transfer_group: group, destination, amount, amount_reversed: back } = transfer;
  return {
    id,
    group,
    destination,
    amount: moneyText(amount),
    back: moneyText(back),
    created: isoOf(transfer.created * 1_000),
  };
}
