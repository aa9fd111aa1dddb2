import Handlebars from 'handlebars';
import type { Desk } from '../control/desk.js';
import { faultKinds } from '../http/faults.js';
import type { InboxMessage } from '../inbox.js';
import { issuingSection } from '../stripe/issuing/issuing-section.js';
import {
  demoRoutingNumber,
  failureReasons,
  magicAccounts,
  magicAmounts,
  refusedAccount,
  returnReasons,
} from '../stripe/magic.js';
import type { OutboundPayment, Transaction } from '../stripe/shapes.js';
import { rewardsSection } from '../tremendous/tremendous-section.js';
import { moneyText, page } from './layout.js';

const shownRows = 50;

const template = Handlebars.compile<object>(`<header>
<h1>Providers’ sandbox</h1>
<p class="quiet">Stands in for the payout provider, the mail server and the SMS gateway. No real money, no real letters.</p>
<nav aria-label="Sections"><a href="#inbox">Inbox</a> <a href="#payments">Payments</a> <a href="#balance">Balance</a> <a href="#cards">Cards</a> <a href="#rewards">Rewards</a> <a href="#clock">Clock</a> <a href="#webhooks">Webhooks</a> <a href="#faults">Faults</a> <a href="#magic">Magic values</a></nav>
</header>
<main>
<section aria-labelledby="inbox"><h2 id="inbox">Inbox</h2>
{{#each messages}}<article class="letter"><h3>{{#if subject}}{{subject}}{{else}}Text message{{/if}}</h3>
<p class="quiet">{{kindName}} to {{recipients}}, <time datetime="{{at}}">{{at}}</time>{{#if html}} · <a href="/inbox/{{id}}">as a web page</a>{{/if}}</p>
<pre>{{#each parts}}{{#if href}}<a href="{{href}}">{{text}}</a>{{else}}{{text}}{{/if}}{{/each}}</pre>
{{#if replyFrom}}<form method="post" action="/act/reply" class="row"><input type="hidden" name="from" value="{{replyFrom}}"><div><label for="reply-{{id}}">Reply from this number</label><input id="reply-{{id}}" name="text" value="STOP" maxlength="1600"></div><button>Reply</button></form>{{/if}}</article>
{{else}}<p>No mail and no text messages yet. What the service sends appears here.</p>{{/each}}
{{#if messages}}<form method="post" action="/act/clear-inbox"><button>Empty the inbox</button></form>{{/if}}
</section>
<section aria-labelledby="payments"><h2 id="payments">Payments</h2>
{{#if payments}}<div class="scroll" tabindex="0" role="region" aria-label="Payments, newest first"><table><caption>Newest first</caption><thead><tr><th scope="col">Payment</th><th scope="col" class="num">Amount (USD)</th><th scope="col">State</th><th scope="col">Created</th><th scope="col">Choose what happens</th></tr></thead><tbody>
{{#each payments}}<tr><td><code>{{id}}</code><br><span class="quiet">{{reference}}</span></td><td class="num">{{amount}}</td><td><span class="tag {{tone}}">{{status}}</span> {{reason}}</td><td>{{created}}</td>
<td>{{#if choices}}<form method="post" action="/act/decide" class="row"><input type="hidden" name="id" value="{{id}}"><div><label for="choice-{{id}}">Outcome</label><select id="choice-{{id}}" name="choice">{{#each choices}}<option value="{{value}}">{{label}}</option>{{/each}}</select></div><button>Do it</button></form>{{else}}Final{{/if}}</td></tr>{{/each}}
</tbody></table></div>{{else}}<p>No payments yet.</p>{{/if}}
</section>
<section aria-labelledby="balance"><h2 id="balance">Balance</h2>
<p>Available <strong>{{available}} USD</strong>, on its way out <strong>{{pending}} USD</strong>. {{#if isBalanced}}<span class="tag ok">Every entry adds up</span>{{else}}<span class="tag err">The entries do not add up</span>{{/if}}</p>
<div class="row"><form method="post" action="/act/topup" class="row"><div><label for="dollars">Bank: top up (whole dollars)</label><input id="dollars" name="dollars" inputmode="numeric" value="10000"></div><button>Top up</button></form>
<form method="post" action="/act/fees"><button>Book the fees of all payments so far</button></form></div>
<div class="scroll" tabindex="0" role="region" aria-label="Transactions, newest first"><table><caption>Transactions, newest first</caption><thead><tr><th scope="col">Transaction</th><th scope="col">Kind</th><th scope="col" class="num">Amount (USD)</th><th scope="col">State</th><th scope="col">Created</th></tr></thead><tbody>
{{#each transactions}}<tr><td><code>{{id}}</code></td><td>{{category}}</td><td class="num">{{amount}}</td><td>{{status}}</td><td>{{created}}</td></tr>{{/each}}
</tbody></table></div>
</section>
{{{cards}}}
{{{rewards}}}
<section aria-labelledby="clock"><h2 id="clock">Clock</h2>
<p>Here it is <time datetime="{{now}}">{{now}}</time>{{#if offset}} ({{offset}} ahead){{/if}}. Moving the clock runs everything that falls due, for example returns.</p>
<div class="row">{{#each steps}}<form method="post" action="/act/clock"><input type="hidden" name="hours" value="{{hours}}"><button>{{label}}</button></form>{{/each}}</div>
</section>
<section aria-labelledby="webhooks"><h2 id="webhooks">Webhooks</h2>
<p>{{waiting}} waiting{{#if isHeld}}, <span class="tag warn">held back</span>{{/if}}. Receiver: <code>{{webhookUrl}}</code></p>
<div class="row">{{#each wishes}}<form method="post" action="/act/webhooks"><input type="hidden" name="wish" value="{{wish}}"><button>{{label}}</button></form>{{/each}}</div>
{{#if events}}<div class="scroll" tabindex="0" role="region" aria-label="Last events"><table><caption>Last events</caption><thead><tr><th scope="col">Event</th><th scope="col">About</th><th scope="col">Attempts</th><th scope="col">Answer</th></tr></thead><tbody>
{{#each events}}<tr><td><code>{{type}}</code></td><td><code>{{about}}</code></td><td>{{attempts}}</td><td>{{answer}}</td></tr>{{/each}}</tbody></table></div>{{/if}}
</section>
<section aria-labelledby="faults"><h2 id="faults">Faults</h2>
<p>The next matching requests meet the fault. “After the work” means the work is done although the answer looks bad: that is how a payment is made twice by careless callers.</p>
<form method="post" action="/act/fault"><div class="row">
<div><label for="kind">Fault</label><select id="kind" name="kind">{{#each faultKinds}}<option>{{this}}</option>{{/each}}</select></div>
<div><label for="path">Path starts with</label><input id="path" name="path" value="/v2/money_management/outbound_payments"></div>
<div><label for="method">Method</label><select id="method" name="method"><option>POST</option><option>GET</option></select></div>
<div><label for="times">How often</label><input id="times" name="times" inputmode="numeric" value="1"></div>
<div><label for="effect">When</label><select id="effect" name="effect"><option value="yes">After the work</option><option value="no">Before the work</option></select></div>
<button>Set</button></div></form>
{{#if faults}}<ul>{{#each faults}}<li><code>{{kind}}</code> {{method}} {{path}} ×{{times}}</li>{{/each}}</ul><form method="post" action="/act/clear-faults"><button>Clear all faults</button></form>{{else}}<p>No faults are set.</p>{{/if}}
</section>
<section aria-labelledby="magic"><h2 id="magic">Magic values</h2>
<p>These are the sandbox’s own. Routing number: <code>{{demoRoutingNumber}}</code>.</p>
<div class="scroll" tabindex="0" role="region" aria-label="Magic account numbers"><table><caption>By account number</caption><tbody>{{#each magicAccounts}}<tr><th scope="row"><code>{{value}}</code></th><td>{{meaning}}</td></tr>{{/each}}<tr><th scope="row"><code>{{refusedAccount}}</code></th><td>refused when it is saved</td></tr></tbody></table></div>
<div class="scroll" tabindex="0" role="region" aria-label="Magic amounts"><table><caption>By amount in cents, whatever the account</caption><tbody>{{#each magicAmounts}}<tr><th scope="row"><code>{{value}}</code></th><td>{{meaning}}</td></tr>{{/each}}</tbody></table></div>
</section>
</main>`);

/** The one page of the sandbox: inbox first, because that is what most people come for. */
export function homePage(desk: Desk): string {
  const state = desk.state();
  const view = {
    messages: desk
      .inbox()
      .slice(0, shownRows)
      .map((message) => messageView(message, desk.canReply)),
    payments: desk.payments().slice(0, shownRows).map(paymentView),
    transactions: desk.transactions().slice(0, shownRows).map(transactionView),
    available: moneyText(state.balance.availableMinor),
    pending: moneyText(state.balance.outboundPendingMinor),
    isBalanced: state.books.isBalanced,
    now: state.clock.now,
    offset: offsetText(state.clock.offsetMs),
    steps: [
      { hours: 1, label: '+1 hour' },
      { hours: 24, label: '+1 day' },
      { hours: 168, label: '+7 days' },
    ],
    waiting: state.webhooks.waiting,
    isHeld: state.webhooks.isHeld,
    webhookUrl: state.settings.webhookUrl ?? 'none',
    wishes: [
      { wish: 'hold', label: 'Hold back' },
      { wish: 'release', label: 'Let go' },
      { wish: 'duplicate', label: 'Send the next one twice' },
      { wish: 'reverse', label: 'Turn the waiting ones round' },
    ],
    events: desk.events().slice(-shownRows).reverse().map(eventView),
    faultKinds,
    faults: state.faults,
    demoRoutingNumber,
    magicAccounts,
    magicAmounts,
    refusedAccount,
    cards: issuingSection(desk.cards),
    rewards: rewardsSection(desk.rewards),
  };
  return page('Providers’ sandbox', template(view));
}

/** A text message can be answered from its telephone when the service listens. */
function messageView(message: InboxMessage, canReply: boolean): object {
  return {
    ...message,
    kindName: message.kind === 'mail' ? 'Mail' : 'SMS',
    recipients: message.to.join(', '),
    replyFrom: canReply && message.kind === 'sms' ? message.to[0] : null,
    parts: withLinks(message.text),
  };
}

/** Splits a text at its web addresses, so that people can follow them. */
function withLinks(text: string): { readonly text: string; readonly href?: string }[] {
  return text
    .split(/(https?:\/\/[^\s<>"]+)/)
    .map((part, index) => (index % 2 === 1 ? { text: part, href: part } : { text: part }));
}

const tones = { posted: 'ok', processing: 'warn', failed: 'err', returned: 'err', canceled: '' };

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

function eventView({ event, delivery }: ReturnType<Desk['events']>[number]): object {
  return {
    type: event.type,
    about: event.related_object?.id ?? '',
    attempts: delivery?.attempts ?? 0,
    answer: delivery?.lastStatus ?? 'no receiver',
  };
}

function offsetText(offsetMs: number): string {
  if (offsetMs === 0) return '';
  const hours = Math.floor(offsetMs / 3_600_000);
  return hours < 48 ? `${String(hours)} hours` : `${String(Math.floor(hours / 24))} days`;
}
