import { failureReasons, returnReasons } from '../../stripe/magic.js';
import type { OutboundPayment, ReceivedCredit, Transaction } from '../../stripe/shapes.js';
import { moneyText } from '../layout.js';
import { section, shownRows } from '../section.js';

/** Bank transfers by API v2: what becomes of each, and the balance they draw on. */
export const paymentsSection = section(
  'payments',
  'Bank transfers',
  `<p>Balance: available <strong>{{available}} USD</strong>, on its way out <strong>{{pending}} USD</strong>. {{#if isBalanced}}<span class="tag ok">Every entry adds up</span>{{else}}<span class="tag err">The entries do not add up</span>{{/if}}</p>
<div class="row"><form method="post" action="/act/topup" class="row"><div><label for="dollars">Bank: top up (whole dollars)</label><input id="dollars" name="dollars" inputmode="numeric" value="10000"></div><button>Top up</button></form>
<form method="post" action="/act/fees"><button>Book the fees of all payments so far</button></form></div>
{{#if payments}}{{table "Payments, newest first" "Payment|#Amount (USD)|State|Created|Choose what happens"}}
{{#each payments}}<tr><td data-label="Payment"><code>{{id}}</code> <span class="quiet">{{reference}}</span></td><td class="num" data-label="Amount (USD)">{{amount}}</td><td data-label="State"><span class="tag {{tone}}">{{status}}</span> {{reason}}</td><td data-label="Created">{{created}}</td>
<td>{{#if choices}}<form method="post" action="/act/decide" class="row"><input type="hidden" name="id" value="{{id}}"><div><label for="choice-{{id}}">Outcome</label><select id="choice-{{id}}" name="choice">{{#each choices}}<option value="{{value}}">{{label}}</option>{{/each}}</select></div><button>Do it</button></form>{{else}}Final{{/if}}</td></tr>{{/each}}
{{endtable}}{{else}}<p>No payments yet. Release a batch, and they appear here.</p>{{/if}}
{{#if credits}}{{table "Money from our bank, newest first" "Credit|#Amount (USD)|State|Created|Choose what happens"}}
{{#each credits}}<tr><td data-label="Credit"><code>{{id}}</code></td><td class="num" data-label="Amount (USD)">{{amount}}</td><td data-label="State">{{status}}</td><td data-label="Created">{{created}}</td>
<td>{{#if isThere}}<form method="post" action="/act/give-back"><input type="hidden" name="id" value="{{id}}"><button>The bank takes it back</button></form>{{else}}Final{{/if}}</td></tr>{{/each}}
{{endtable}}{{/if}}
{{#if transactions}}{{table "Transactions, newest first" "Transaction|Kind|#Amount (USD)|State|Created"}}
{{#each transactions}}<tr><td data-label="Transaction"><code>{{id}}</code></td><td data-label="Kind">{{category}}</td><td class="num" data-label="Amount (USD)">{{amount}}</td><td data-label="State">{{status}}</td><td data-label="Created">{{created}}</td></tr>{{/each}}
{{endtable}}{{else}}<p>No money has moved yet.</p>{{/if}}`,
  (desk) => {
    const { balance, books } = desk.state();
    return {
      payments: desk.payments().slice(0, shownRows).map(paymentView),
      credits: desk.credits().slice(0, shownRows).map(creditView),
      transactions: desk.transactions().slice(0, shownRows).map(transactionView),
      available: moneyText(balance.availableMinor),
      pending: moneyText(balance.outboundPendingMinor),
      isBalanced: books.isBalanced,
    };
  },
);

const tones = { posted: 'ok', processing: 'warn', failed: 'err', returned: 'err', canceled: '' };

function creditView({ id, amount, status, created }: ReceivedCredit): object {
  const isThere = status === 'succeeded';
  return { id, status, created, isThere, amount: moneyText(amount.value) };
}

function paymentView(payment: OutboundPayment): object {
  const [detail] = Object.values(payment.status_details ?? {});
  return {
    id: payment.id,
    reference: Object.values(payment.metadata).join(' '),
    amount: moneyText(payment.amount.value),
    status: payment.status,
    tone: tones[payment.status],
    reason: detail?.reason ?? '',
    created: payment.created,
    choices: choicesFor(payment),
  };
}

function choicesFor({ status }: OutboundPayment): { value: string; label: string }[] {
  if (status === 'posted') {
    return returnReasons.map((reason) => ({
      value: `return:${reason}`,
      label: `return: ${reason}`,
    }));
  }
  if (status !== 'processing') return [];
  return [
    { value: 'post', label: 'post' },
    ...failureReasons.map((reason) => ({ value: `fail:${reason}`, label: `fail: ${reason}` })),
    { value: 'review', label: 'put under review' },
    { value: 'hold', label: 'hold until I decide' },
  ];
}

function transactionView({ id, category, amount, status, created }: Transaction): object {
  return { id, category, amount: moneyText(amount.value), status, created };
}
