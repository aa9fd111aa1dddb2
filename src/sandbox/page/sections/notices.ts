import type { Channel, SentNotice } from '../../control/notice-desk.js';
import { section, shownRows } from '../section.js';

const WISHES = [
  { wish: 'hold', label: 'Hold back' },
  { wish: 'release', label: 'Let go' },
  { wish: 'duplicate', label: 'Send the next one twice' },
  { wish: 'reverse', label: 'Turn the waiting ones round' },
] as const;

const NAMES: Readonly<Record<Channel, string>> = {
  payouts: 'Payout provider (API v2 and v1)',
  rewards: 'Rewards provider',
};

/** Webhooks of both providers: late, twice, out of order, again, forged. */
export const noticesSection = section(
  'webhooks',
  'Webhooks',
  `{{#each channels}}<h3>{{name}}</h3>
<p>{{waiting}} waiting{{#if isHeld}}, <span class="tag warn">held back</span>{{/if}}. Receiver: <code>{{address}}</code></p>
<div class="row">{{#each wishes}}<form method="post" action="/act/webhooks"><input type="hidden" name="channel" value="{{../id}}"><input type="hidden" name="wish" value="{{wish}}"><button>{{label}}</button></form>{{/each}}</div>
<form method="post" action="/act/forge" class="row"><input type="hidden" name="channel" value="{{id}}"><div><label for="forge-{{id}}">Forge one</label><select id="forge-{{id}}" name="kind">{{#each forgeries}}<option>{{this}}</option>{{/each}}</select></div><div><label for="about-{{id}}">About</label><input id="about-{{id}}" name="about" value="{{example}}" maxlength="100"></div><button>Send it</button></form>
{{#if sent}}{{table label "Event|About|#Attempts|Answer|Once more"}}
{{#each sent}}<tr><td data-label="Event"><code>{{type}}</code></td><td data-label="About"><code>{{about}}</code></td><td class="num" data-label="Attempts">{{attempts}}</td><td data-label="Answer">{{answer}}</td>
<td data-label="Once more"><form method="post" action="/act/resend"><input type="hidden" name="channel" value="{{../id}}"><input type="hidden" name="id" value="{{id}}"><button>Send again</button></form></td></tr>{{/each}}{{endtable}}
{{else}}<p>Nothing was told yet.</p>{{/if}}{{/each}}`,
  ({ notices }) => ({
    channels: notices.channels().map((channel) => ({
      ...channel,
      name: NAMES[channel.id],
      label: `Last events of the ${NAMES[channel.id].toLowerCase()}`,
      wishes: WISHES,
      sent: notices.sent(channel.id).slice(-shownRows).reverse().map(noticeView),
    })),
  }),
);

function noticeView({ id, type, about, delivery }: SentNotice): object {
  return {
    id,
    type,
    about,
    attempts: delivery?.attempts ?? 0,
    answer: delivery?.lastStatus ?? 'no receiver',
  };
}
