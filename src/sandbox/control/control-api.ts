import { jsonReply, type Exchange, type Reply } from '../http/exchange.js';
import { maskedRequest } from '../http/masking.js';
import { ApiError } from '../stripe/api-error.js';
import { RewardError } from '../tremendous/reward-error.js';
import { bodies } from './bodies.js';
import type { Desk } from './desk.js';
import { channels, type Channel } from './notice-desk.js';

type Act = (desk: Desk, exchange: Exchange, id: string) => object | null | Promise<object | null>;

const nothing = (): null => null;

/** The levers as JSON, for tests and for scripts. `:id` in a path is handed over. */
const acts: Readonly<Record<string, Act>> = {
  'GET /control/state': (desk) => desk.state(),
  'POST /control/settings': (desk, exchange) => desk.change(bodies.settings(exchange)),
  'POST /control/clock': (desk, exchange) => ({
    now: desk.forward(bodies.clock(exchange).forwardMs),
  }),
  'POST /control/reset': (desk) => {
    desk.reset();
    return null;
  },

  'GET /control/faults': (desk) => ({ data: desk.faults() }),
  'POST /control/faults': (desk, exchange) => {
    desk.addFault(bodies.fault(exchange));
    return { data: desk.faults() };
  },
  'DELETE /control/faults': (desk) => {
    desk.clearFaults();
    return null;
  },
  'GET /control/requests': (desk, { search }) => ({
    data: desk.requests(new URLSearchParams(search).get('path') ?? '/').map(maskedRequest),
  }),
  'DELETE /control/requests': (desk) => {
    desk.clearRequests();
    return null;
  },

  'GET /control/inbox': (desk) => ({ data: desk.inbox() }),
  'DELETE /control/inbox': (desk) => {
    desk.clearInbox();
    return null;
  },
  'POST /control/replies': async (desk, exchange) => {
    const { from, text } = bodies.reply(exchange);
    return { answer: await desk.reply(from, text) };
  },

  'GET /control/webhooks': (desk) => ({ data: desk.notices.channels() }),
  'GET /control/events': (desk, { search }) => ({
    data: desk.notices.sent(channelIn(new URLSearchParams(search).get('channel'))),
  }),
  'POST /control/webhooks': (desk, exchange) => {
    const { channel = 'payouts', ...wish } = bodies.steering(exchange);
    desk.notices.steer(channel, wish);
    const { waiting, isHeld } = desk.notices.courier(channel);
    return { waiting, isHeld };
  },
  'POST /control/webhooks/forge': async (desk, exchange) => {
    const { channel = 'payouts', objectId: about, ...lie } = bodies.forgery(exchange);
    return { answer: await desk.notices.forge(channel, { ...lie, about }) };
  },
  'POST /control/webhooks/resend': (desk, exchange) => {
    const { channel = 'payouts', eventId } = bodies.again(exchange);
    desk.notices.resend(channel, eventId);
    return null;
  },

  'GET /control/payments': (desk) => ({ data: desk.payments() }),
  'POST /control/payments/:id/outcome': (desk, exchange, id) => {
    const { outcome, reason } = bodies.outcome(exchange);
    return desk.decide(id, outcome, reason ?? null);
  },
  'POST /control/topup': (desk, exchange) => desk.topUp(bodies.amount(exchange).amountMinor),
  'POST /control/topups/:id/return': (desk, _exchange, id) => desk.giveBack(id),
  'POST /control/fees': (desk) => desk.chargeFees(),

  'GET /control/recipients': ({ recipients }) => ({ data: recipients.list() }),
  'POST /control/recipients/:id': ({ recipients }, exchange, id) =>
    recipients.pull(id, bodies.recipient(exchange).lever),

  'GET /control/connect': ({ connect }) => ({
    availableMinor: connect.availableMinor,
    restingMinor: connect.resting(),
    differences: connect.differences(),
    transfers: connect.transfers(),
    payouts: connect.payouts(),
  }),
  'POST /control/connect/payouts/:id/outcome': ({ connect }, exchange, id) => {
    const { outcome, code } = bodies.connectOutcome(exchange);
    return connect.decide(id, outcome, code ?? null);
  },
  'POST /control/connect/topup': ({ connect }, exchange) =>
    connect.deposit(bodies.amount(exchange).amountMinor),
  'POST /control/connect/topups/:id/return': ({ connect }, _exchange, id) => connect.giveBack(id),
  'POST /control/connect/fees': ({ connect }) => connect.chargeFees(),

  'GET /control/cards': ({ cards }) => ({
    data: cards.cards(),
    availableMinor: cards.balanceMinor,
    authorizations: cards.openAuthorizations(),
  }),
  'POST /control/cards': ({ cards }, exchange) => {
    const { card, lever, amountMinor } = bodies.card(exchange);
    return { isApproved: cards.pull(card, lever, amountMinor) };
  },
  'POST /control/cards/authorizations/:id': ({ cards }, exchange, id) => {
    const { lever, amountMinor } = bodies.authorization(exchange);
    cards.settle(id, lever, amountMinor);
    return null;
  },
  'POST /control/cards/topup': ({ cards }, exchange) => {
    cards.topUp(bodies.amount(exchange).amountMinor);
    return null;
  },

  'GET /control/rewards': ({ rewards }) => ({
    data: rewards.orders(),
    availableMinor: rewards.balance.availableMinor,
    movements: rewards.movements(),
  }),
  'POST /control/rewards': ({ rewards }, exchange) => {
    const { orderId, lever } = bodies.reward(exchange);
    return rewards.pull(orderId, lever);
  },
  'POST /control/rewards/topup': ({ rewards }, exchange) => {
    rewards.deposit(bodies.amount(exchange).amountMinor);
    return null;
  },
};

const WITH_ID = Object.keys(acts).flatMap((name) => {
  const [before, after] = name.split(':id');
  return after === undefined ? [] : [{ name, before: before ?? '', after }];
});

/** Answers /control/*: 200 with JSON, 204 without, 400 and 404 in the provider's envelope. */
export async function answerControl(desk: Desk, exchange: Exchange): Promise<Reply> {
  try {
    const { act, id } = leverFor(`${exchange.method} ${exchange.path}`);
    const result = await act(desk, exchange, id);
    return result === null ? { status: 204, headers: {}, body: '' } : jsonReply(200, result);
  } catch (error) {
    if (error instanceof ApiError || error instanceof RewardError) return error.reply();
    throw error;
  }
}

function leverFor(called: string): { readonly act: Act; readonly id: string } {
  const plain = acts[called];
  if (plain) return { act: plain, id: '' };
  for (const { name, before, after } of WITH_ID) {
    const id = called.slice(before.length, called.length - after.length);
    const isIt = called === `${before}${id}${after}` && /^[^/]+$/.test(id);
    if (isIt) return { act: acts[name] ?? nothing, id };
  }
  throw new ApiError(404, 'invalid_request_error', 'not_found', 'No such lever.');
}

function channelIn(given: string | null): Channel {
  return channels.find((one) => one === given) ?? 'payouts';
}
