import { section } from '../section.js';

const hourMs = 3_600_000;

/** The provider's clock, and how long it takes for things. */
export const clockSection = section(
  'clock',
  'Clock',
  `<p>Here it is <time datetime="{{now}}">{{now}}</time>{{#if offset}} ({{offset}} ahead){{/if}}. Moving the clock runs everything that falls due: returns, late failures, expiry. It never goes back.</p>
<div class="row">{{#each steps}}<form method="post" action="/act/clock"><input type="hidden" name="hours" value="{{hours}}"><button>{{label}}</button></form>{{/each}}</div>
<form method="post" action="/act/delays" class="row">
<div><label for="posting">Seconds until a payment is posted</label><input id="posting" name="posting" inputmode="numeric" value="{{posting}}"></div>
<div><label for="returning">Hours until it comes back</label><input id="returning" name="returning" inputmode="numeric" value="{{returning}}"></div>
<button>Set</button></form>`,
  (desk) => {
    const { clock, settings } = desk.state();
    return {
      now: clock.now,
      offset: offsetText(clock.offsetMs),
      posting: Math.trunc(settings.processingDelayMs / 1_000),
      returning: Math.trunc(settings.returnDelayMs / hourMs),
      steps: [
        { hours: 1, label: '+1 hour' },
        { hours: 24, label: '+1 day' },
        { hours: 168, label: '+7 days' },
        { hours: 4_368, label: '+26 weeks' },
      ],
    };
  },
);

function offsetText(offsetMs: number): string {
  if (offsetMs === 0) return '';
  const hours = Math.floor(offsetMs / hourMs);
  return hours < 48 ? `${String(hours)} hours` : `${String(Math.floor(hours / 24))} days`;
}
