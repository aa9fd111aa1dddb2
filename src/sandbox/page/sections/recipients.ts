import type { RecipientRow } from '../../stripe/recipient-desk.js';
import { section, shownRows } from '../section.js';

/** Who can be paid by the payout provider, what it still asks for, and what it comes to think of them. */
export const recipientsSection = section(
  'recipients',
  'Recipients',
  `<p>A recipient may be active for long and then be asked for more: nothing can be paid until the hosted form has the answer. The account number <code>000999999991</code> is such a one from the start.</p>
{{#if recipients}}{{table "Recipients, newest first" "Recipient|Capabilities|Asked for|Choose what happens"}}
{{#each recipients}}<tr><td data-label="Recipient"><code>{{id}}</code> <span class="quiet">{{name}}</span></td><td data-label="Capabilities">{{#each standings}}<span class="tag {{tone}}">{{name}}: {{status}}</span> {{/each}}</td><td data-label="Asked for">{{#each missing}}<code>{{this}}</code> {{else}}nothing{{/each}}</td>
<td><form method="post" action="/act/recipient" class="row"><input type="hidden" name="id" value="{{id}}"><div><label for="recipient-{{id}}">Lever</label><select id="recipient-{{id}}" name="lever"><option value="ask">ask for more</option><option value="answer">take it as answered</option><option value="reject">reject</option><option value="close">close the account</option></select></div><button>Do it</button></form></td></tr>{{/each}}
{{endtable}}{{else}}<p>No recipients yet.</p>{{/if}}`,
  ({ recipients }) => ({ recipients: recipients.list().slice(0, shownRows).map(recipientView) }),
);

const tones = { active: 'ok', pending: 'warn', restricted: 'warn', rejected: 'err' };

function recipientView({ id, displayName, capabilities, missing }: RecipientRow): object {
  const standings = Object.entries(capabilities).map(([name, status]) => ({
    name,
    status,
    tone: tones[status],
  }));
  return { id, name: displayName ?? '', standings, missing };
}
