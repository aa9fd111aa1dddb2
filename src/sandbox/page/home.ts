import Handlebars from 'handlebars';
import type { Desk } from '../control/desk.js';
import { page } from './layout.js';
import { cardsSection } from './sections/cards.js';
import { clockSection } from './sections/clock.js';
import { connectSection } from './sections/connect.js';
import { faultsSection } from './sections/faults.js';
import { inboxSection } from './sections/inbox.js';
import { magicSection } from './sections/magic.js';
import { noticesSection } from './sections/notices.js';
import { paymentsSection } from './sections/payments.js';
import { recipientsSection } from './sections/recipients.js';
import { requestsSection } from './sections/requests.js';
import { rewardsSection } from './sections/rewards.js';

const SECTIONS = [
  inboxSection,
  paymentsSection,
  recipientsSection,
  connectSection,
  rewardsSection,
  cardsSection,
  clockSection,
  noticesSection,
  faultsSection,
  requestsSection,
  magicSection,
];

const template = Handlebars.compile<object>(`<header>
<h1>Providers’ sandbox</h1>
<p class="quiet">Stands in for the payout provider, the rewards provider, the mail server and the SMS gateway. No real money, no real letters.</p>
<nav aria-label="Sections">{{#each sections}}<a href="#{{id}}">{{title}}</a> {{/each}}</nav>
</header>
<main>
{{#each sections}}<section aria-labelledby="{{id}}"><h2 id="{{id}}">{{title}}</h2>
{{{body}}}
</section>
{{/each}}</main>`);

/** The one page of the sandbox: inbox first, because that is what most people come for. */
export function homePage(desk: Desk): string {
  return page(
    'Providers’ sandbox',
    template({ sections: SECTIONS.map((sectionOf) => sectionOf(desk)) }),
  );
}
