import { faultKinds, type FaultKind } from '../../http/faults.js';
import { section } from '../section.js';

const MEANINGS: Readonly<Record<FaultKind, string>> = {
  drop_before: 'the connection drops before anything was done',
  drop_after: 'the connection drops after everything was done',
  slow: 'the answer is late',
  status_500: 'status 500',
  status_429: 'status 429 with Retry-After',
  html_200: 'status 200 with a page that is no JSON',
  html_404: 'status 404 with a page that is no JSON',
  wrong_amount: 'the answer tells another amount',
  wrong_currency: 'the answer tells another currency',
  empty_list: 'a list is empty',
  strange_word: 'the answer says a status that nobody knows',
};

/** Where calls of the service go. */
const PLACES = [
  '/v2/money_management/outbound_payments',
  '/v2/core/accounts',
  '/v1/transfers',
  '/v1/payouts',
  '/v1/issuing/cards',
  '/api/v2/orders',
  '/api/v2/rewards',
  '/sms',
] as const;

/** Failures by choice. */
export const faultsSection = section(
  'faults',
  'Faults',
  `<p>The next matching requests meet the fault. “After the work” means the work is done although the answer looks bad: that is how a payment is made twice by careless callers.</p>
<form method="post" action="/act/fault"><div class="row">
<div><label for="kind">Fault</label><select id="kind" name="kind">{{#each kinds}}<option value="{{value}}">{{meaning}}</option>{{/each}}</select></div>
<div><label for="path">Path starts with</label><input id="path" name="path" list="places" value="/v2/money_management/outbound_payments"><datalist id="places">{{#each places}}<option value="{{this}}"></option>{{/each}}</datalist></div>
<div><label for="method">Method</label><select id="method" name="method"><option>POST</option><option>GET</option></select></div>
<div><label for="times">How often</label><input id="times" name="times" inputmode="numeric" value="1"></div>
<div><label for="effect">When</label><select id="effect" name="effect"><option value="yes">After the work</option><option value="no">Before the work</option></select></div>
<div><label for="seconds">Seconds (late, or Retry-After)</label><input id="seconds" name="seconds" inputmode="numeric" value="3"></div>
<div><label for="retryAfter">Retry-After says</label><select id="retryAfter" name="retryAfter"><option value="seconds">Seconds</option><option value="date">A date</option></select></div>
<button>Set</button></div></form>
{{#if faults}}<ul>{{#each faults}}<li><code>{{kind}}</code> {{method}} {{path}} ×{{times}}</li>{{/each}}</ul><form method="post" action="/act/clear-faults"><button>Clear all faults</button></form>{{else}}<p>No faults are set.</p>{{/if}}`,
  (desk) => ({
    kinds: faultKinds.map((value) => ({ value, meaning: MEANINGS[value] })),
    places: PLACES,
    faults: desk.faults(),
  }),
);
