import { maskedRequest } from '../../http/masking.js';
import type { RequestRecord } from '../../http/request-log.js';
import { section, shownRows } from '../section.js';

/** What the providers got to see: fields and opaque ids, nothing about anybody. */
export const requestsSection = section(
  'requests',
  'Requests',
  `<p>What the service asked the providers, newest first. Names, numbers, addresses and links are masked; keys are never kept.</p>
{{#if requests}}{{#each requests}}<details><summary><code>{{method}} {{path}}</code> <span class="tag {{tone}}">{{answer}}</span>{{#if fault}} <span class="tag warn">{{fault}}</span>{{/if}}{{#if replayed}} <span class="tag">replayed</span>{{/if}} <time class="quiet" datetime="{{at}}">{{at}}</time></summary>
<dl>{{#if key}}<dt>Idempotency key</dt><dd><code>{{key}}</code></dd>{{/if}}{{#if stripeContext}}<dt>On behalf of</dt><dd><code>{{stripeContext}}</code></dd>{{/if}}{{#if search}}<dt>Query</dt><dd><code>{{search}}</code></dd>{{/if}}{{#if body}}<dt>Body</dt><dd><code>{{body}}</code></dd>{{/if}}</dl></details>{{/each}}
<form method="post" action="/act/clear-requests"><button>Forget the requests</button></form>{{else}}<p>No requests yet.</p>{{/if}}`,
  (desk) => ({
    requests: desk.requests().slice(-shownRows).toReversed().map(requestView),
  }),
);

function requestView(record: RequestRecord): object {
  const { status, idempotencyKey: key, ...rest } = maskedRequest(record);
  const isGood = status !== null && status < 400;
  return { ...rest, key, answer: status ?? 'dropped', tone: isGood ? 'ok' : 'err' };
}
