import type { InboxMessage } from '../../inbox.js';
import { section, shownRows } from '../section.js';

/** Letters and text messages: first, because that is what most people come for. */
export const inboxSection = section(
  'inbox',
  'Inbox',
  `{{#each messages}}<article class="letter"><h3>{{#if subject}}{{subject}}{{else}}Text message{{/if}}</h3>
<p class="quiet">{{kindName}} to {{recipients}}, <time datetime="{{at}}">{{at}}</time>{{#if html}} · <a href="/inbox/{{id}}">as a web page</a>{{/if}}</p>
<pre>{{#each parts}}{{#if href}}<a href="{{href}}">{{text}}</a>{{else}}{{text}}{{/if}}{{/each}}</pre>
{{#if replyFrom}}<form method="post" action="/act/reply" class="row"><input type="hidden" name="from" value="{{replyFrom}}"><div><label for="reply-{{id}}">Reply from this number</label><input id="reply-{{id}}" name="text" value="STOP" maxlength="1600"></div><button>Reply</button></form>{{/if}}</article>
{{else}}<p>No mail and no text messages yet. What the service sends appears here.</p>{{/each}}
{{#if messages}}<form method="post" action="/act/clear-inbox"><button>Empty the inbox</button></form>{{/if}}`,
  (desk) => ({
    messages: desk
      .inbox()
      .slice(0, shownRows)
      .map((message) => messageView(message, desk.canReply)),
  }),
);

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
