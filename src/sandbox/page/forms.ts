import type { Desk, PaymentOutcome } from '../control/desk.js';
import { outcomes } from '../control/desk.js';
import { channels, type Channel } from '../control/notice-desk.js';
import { htmlReply, redirectReply, type Exchange, type Reply } from '../http/exchange.js';
import { faultKinds } from '../http/faults.js';
import { ApiError } from '../stripe/api-error.js';
import { authorizationLevers, cardLevers } from '../stripe/issuing/issuing-desk.js';
import { recipientLevers } from '../stripe/recipient-desk.js';
import { connectOutcomes } from '../stripe/v1/connect-desk.js';
import { forgeryKinds } from '../stripe/webhooks.js';
import { RewardError } from '../tremendous/reward-error.js';
import { rewardLevers } from '../tremendous/tremendous-desk.js';
import { messagePage } from './layout.js';

const WISHES = {
  hold: { hold: true },
  release: { hold: false },
  reverse: { reverse: true },
  duplicate: { duplicate: 1 },
} as const;

type Act = (desk: Desk, fields: URLSearchParams) => void | Promise<void>;

/** A field of a form that cannot be used. The message is for the person at the page. */
class FormProblem extends Error {}

/** The buttons of the page. Each leads back to the section it stands in. */
const acts: Readonly<Record<string, { readonly section: string; readonly act: Act }>> = {
  '/act/clear-inbox': {
    section: 'inbox',
    act: (desk) => {
      desk.clearInbox();
    },
  },
  '/act/reply': {
    section: 'inbox',
    act: async (desk, fields) => {
      const answer = await desk.reply(fields.get('from') ?? '', fields.get('text') ?? '');
      if (answer !== 200) {
        throw new FormProblem(`The service did not take the reply (${String(answer)}).`);
      }
    },
  },
  '/act/decide': {
    section: 'payments',
    act: (desk, fields) => {
      const [outcome, reason = null] = (fields.get('choice') ?? '').split(':');
      desk.decide(fields.get('id') ?? '', oneOf<PaymentOutcome>(outcomes, outcome), reason);
    },
  },
  '/act/fault': {
    section: 'faults',
    act: (desk, fields) => {
      const seconds = wholeNumber(fields.get('seconds') ?? '3', 'Seconds');
      desk.addFault({
        kind: oneOf(faultKinds, fields.get('kind')),
        path: fields.get('path') ?? '/',
        method: fields.get('method') === 'GET' ? 'GET' : 'POST',
        times: wholeNumber(fields.get('times') ?? '1', 'How often'),
        effect: fields.get('effect') === 'yes',
        ms: seconds * 1_000,
        retryAfterSeconds: seconds,
        retryAfterAsDate: fields.get('retryAfter') === 'date',
      });
    },
  },
  '/act/clear-faults': {
    section: 'faults',
    act: (desk) => {
      desk.clearFaults();
    },
  },
  '/act/clock': {
    section: 'clock',
    act: (desk, fields) => {
      desk.forward(wholeNumber(fields.get('hours') ?? '', 'Hours') * 3_600_000);
    },
  },
  '/act/delays': {
    section: 'clock',
    act: (desk, fields) => {
      const posting = wholeNumber(fields.get('posting') ?? '', 'Seconds', 0);
      const returning = wholeNumber(fields.get('returning') ?? '', 'Hours', 0);
      desk.change({ processingDelayMs: posting * 1_000, returnDelayMs: returning * 3_600_000 });
    },
  },
  '/act/webhooks': {
    section: 'webhooks',
    act: (desk, fields) => {
      const wish = oneOf(['hold', 'release', 'reverse', 'duplicate'], fields.get('wish'));
      desk.notices.steer(channelOf(fields), WISHES[wish]);
    },
  },
  '/act/resend': {
    section: 'webhooks',
    act: (desk, fields) => {
      desk.notices.resend(channelOf(fields), fields.get('id') ?? '');
    },
  },
  '/act/forge': {
    section: 'webhooks',
    act: async (desk, fields) => {
      const kind = oneOf(forgeryKinds, fields.get('kind'));
      const about = (fields.get('about') ?? '').slice(0, 100);
      await desk.notices.forge(channelOf(fields), { kind, about });
    },
  },
  '/act/clear-requests': {
    section: 'requests',
    act: (desk) => {
      desk.clearRequests();
    },
  },
  '/act/recipient': {
    section: 'recipients',
    act: (desk, fields) => {
      desk.recipients.pull(fields.get('id') ?? '', oneOf(recipientLevers, fields.get('lever')));
    },
  },
  '/act/connect': {
    section: 'connect',
    act: (desk, fields) => {
      const [outcome, code = null] = (fields.get('choice') ?? '').split(':');
      desk.connect.decide(fields.get('id') ?? '', oneOf(connectOutcomes, outcome), code);
    },
  },
  '/act/connect-deposit': {
    section: 'connect',
    act: (desk, fields) => {
      desk.connect.deposit(wholeNumber(fields.get('dollars') ?? '', 'Dollars') * 100);
    },
  },
  '/act/connect-give-back': {
    section: 'connect',
    act: (desk, fields) => {
      desk.connect.giveBack(fields.get('id') ?? '');
    },
  },
  '/act/connect-fees': {
    section: 'connect',
    act: (desk) => {
      desk.connect.chargeFees();
    },
  },
  '/act/authorization': {
    section: 'cards',
    act: (desk, fields) => {
      const lever = oneOf(authorizationLevers, fields.get('lever'));
      const cents = fields.get('cents') ?? '';
      const amountMinor = cents === '' ? undefined : wholeNumber(cents, 'Cents');
      desk.cards.settle(fields.get('id') ?? '', lever, amountMinor);
    },
  },
  '/act/card': {
    section: 'cards',
    act: (desk, fields) => {
      const cents = wholeNumber(fields.get('cents') ?? '', 'Cents');
      const lever = oneOf(cardLevers, fields.get('lever'));
      if (!desk.cards.pull(fields.get('id') ?? '', lever, cents)) {
        throw new FormProblem('The card was declined.');
      }
    },
  },
  '/act/card-topup': {
    section: 'cards',
    act: (desk, fields) => {
      desk.cards.topUp(wholeNumber(fields.get('dollars') ?? '', 'Dollars') * 100);
    },
  },
  '/act/reward': {
    section: 'rewards',
    act: (desk, fields) => {
      desk.rewards.pull(fields.get('id') ?? '', oneOf(rewardLevers, fields.get('lever')));
    },
  },
  '/act/reward-deposit': {
    section: 'rewards',
    act: (desk, fields) => {
      desk.rewards.deposit(wholeNumber(fields.get('dollars') ?? '', 'Dollars') * 100);
    },
  },
  '/act/topup': {
    section: 'payments',
    act: (desk, fields) => {
      desk.topUp(wholeNumber(fields.get('dollars') ?? '', 'Dollars') * 100);
    },
  },
  '/act/give-back': {
    section: 'payments',
    act: (desk, fields) => {
      desk.giveBack(fields.get('id') ?? '');
    },
  },
  '/act/fees': {
    section: 'payments',
    act: (desk) => {
      desk.chargeFees();
    },
  },
};

/** Does what a button says and goes back to the page. */
export async function answerForm(desk: Desk, exchange: Exchange): Promise<Reply> {
  const found = acts[exchange.path];
  if (!found || exchange.method !== 'POST') {
    return htmlReply(404, messagePage('Not found', 'There is nothing at this address.'));
  }
  try {
    await found.act(desk, new URLSearchParams(exchange.body));
    return redirectReply(`/#${found.section}`);
  } catch (error) {
    if (error instanceof ApiError || error instanceof RewardError || error instanceof FormProblem) {
      return htmlReply(400, messagePage('That did not work', error.message));
    }
    throw error;
  }
}

function oneOf<T extends string>(known: readonly T[], given: string | null | undefined): T {
  const found = known.find((value) => value === given);
  if (found === undefined) throw new FormProblem('This choice is not known.');
  return found;
}

function wholeNumber(text: string, name: string, least = 1): number {
  const isWhole = /^\d{1,9}$/.test(text) && Number(text) >= least;
  if (isWhole) return Number(text);
  throw new FormProblem(`${name} must be a whole number, ${String(least)} or more.`);
}

function channelOf(fields: URLSearchParams): Channel {
  return oneOf(channels, fields.get('channel') ?? 'payouts');
}
