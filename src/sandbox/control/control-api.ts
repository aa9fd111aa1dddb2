import { Ajv2020 } from 'ajv/dist/2020.js';
import { jsonBody, jsonReply, type Exchange, type Reply } from '../http/exchange.js';
import { faultKinds, type Fault } from '../http/faults.js';
import { ApiError, invalidFields } from '../stripe/api-error.js';
import { cardLevers, type CardLever } from '../stripe/issuing/issuing-desk.js';
import { forgeryKinds, type ForgeryKind } from '../stripe/webhooks.js';
import { rewardLevers, type RewardLever } from '../tremendous/tremendous-desk.js';
import { RewardError } from '../tremendous/reward-error.js';
import { outcomes, type Desk, type PaymentOutcome } from './desk.js';

type Act = (desk: Desk, exchange: Exchange, id: string) => object | null | Promise<object | null>;

const ajv = new Ajv2020();
const anyMinor = { type: 'integer', minimum: 1 };
const delay = { type: 'integer', minimum: 0 };

const settingsBody = bodyReader<{
  processingDelayMs?: number;
  returnDelayMs?: number;
  capabilityDelayMs?: number;
  webhookUrl?: string | null;
  rewardsWebhookUrl?: string | null;
}>({
  processingDelayMs: delay,
  returnDelayMs: delay,
  capabilityDelayMs: delay,
  webhookUrl: { type: ['string', 'null'] },
  rewardsWebhookUrl: { type: ['string', 'null'] },
});
const clockBody = bodyReader<{ forwardMs: number }>({ forwardMs: delay }, ['forwardMs']);
const faultBody = bodyReader<Fault>(
  {
    kind: { enum: faultKinds },
    method: { enum: ['GET', 'POST'] },
    path: { type: 'string', pattern: '^/' },
    times: { type: 'integer', minimum: 1 },
    ms: delay,
    retryAfterSeconds: delay,
    effect: { type: 'boolean' },
  },
  ['kind'],
);
const outcomeBody = bodyReader<{ outcome: PaymentOutcome; reason?: string }>(
  { outcome: { enum: outcomes }, reason: { type: 'string' } },
  ['outcome'],
);
const webhooksBody = bodyReader<{ hold?: boolean; duplicate?: number; reverse?: boolean }>({
  hold: { type: 'boolean' },
  duplicate: { type: 'integer', minimum: 0 },
  reverse: { type: 'boolean' },
});
const forgeBody = bodyReader<{ kind: ForgeryKind; type: string; objectId: string }>(
  { kind: { enum: forgeryKinds }, type: { type: 'string' }, objectId: { type: 'string' } },
  ['kind', 'type', 'objectId'],
);
const resendBody = bodyReader<{ eventId: string }>({ eventId: { type: 'string' } }, ['eventId']);
const replyBody = bodyReader<{ from: string; text: string }>(
  { from: { type: 'string' }, text: { type: 'string' } },
  ['from', 'text'],
);
const topUpBody = bodyReader<{ amountMinor: number }>({ amountMinor: anyMinor }, ['amountMinor']);

const cardBody = bodyReader<{ card: string; lever: CardLever; amountMinor: number }>(
  { card: { type: 'string' }, lever: { enum: cardLevers }, amountMinor: anyMinor },
  ['card', 'lever', 'amountMinor'],
);
const rewardBody = bodyReader<{ orderId: string; lever: RewardLever }>(
  { orderId: { type: 'string' }, lever: { enum: rewardLevers } },
  ['orderId', 'lever'],
);

/** The levers as JSON, for tests and for scripts. `:id` in a path is handed over. */
const acts: Readonly<Record<string, Act>> = {
  'GET /control/state': (desk) => desk.state(),
  'POST /control/settings': (desk, exchange) => desk.change(settingsBody(exchange)),
  'POST /control/clock': (desk, exchange) => ({ now: desk.forward(clockBody(exchange).forwardMs) }),
  'GET /control/faults': (desk) => ({ data: desk.faults() }),
  'POST /control/faults': (desk, exchange) => {
    desk.addFault(faultBody(exchange));
    return { data: desk.faults() };
  },
  'DELETE /control/faults': (desk) => {
    desk.clearFaults();
    return null;
  },
  'GET /control/payments': (desk) => ({ data: desk.payments() }),
  'POST /control/payments/:id/outcome': (desk, exchange, id) => {
    const { outcome, reason } = outcomeBody(exchange);
    return desk.decide(id, outcome, reason ?? null);
  },
  'GET /control/requests': (desk, { search }) => ({
    data: desk.requests(new URLSearchParams(search).get('path') ?? '/'),
  }),
  'GET /control/inbox': (desk) => ({ data: desk.inbox() }),
  'DELETE /control/inbox': (desk) => {
    desk.clearInbox();
    return null;
  },
  'POST /control/replies': async (desk, exchange) => {
    const { from, text } = replyBody(exchange);
    return { answer: await desk.reply(from, text) };
  },
  'GET /control/events': (desk) => ({ data: desk.events() }),
  'POST /control/webhooks': (desk, exchange) => {
    desk.steerWebhooks(webhooksBody(exchange));
    return desk.state().webhooks;
  },
  'POST /control/webhooks/forge': async (desk, exchange) => {
    const { kind, type, objectId } = forgeBody(exchange);
    return { answer: await desk.forge(kind, type, objectId) };
  },
  'POST /control/webhooks/resend': (desk, exchange) => {
    desk.resend(resendBody(exchange).eventId);
    return null;
  },
  'POST /control/topup': (desk, exchange) => desk.topUp(topUpBody(exchange).amountMinor),
  'POST /control/fees': (desk) => desk.chargeFees(),
  'GET /control/cards': (desk) => ({ data: desk.cards.cards() }),
  'POST /control/cards': (desk, exchange) => {
    const { card, lever, amountMinor } = cardBody(exchange);
    return { isApproved: desk.cards.pull(card, lever, amountMinor) };
  },
  'POST /control/cards/topup': (desk, exchange) => {
    desk.cards.topUp(topUpBody(exchange).amountMinor);
    return null;
  },
  'GET /control/rewards': (desk) => ({ data: desk.rewards.orders() }),
  'POST /control/rewards': (desk, exchange) => {
    const { orderId, lever } = rewardBody(exchange);
    return desk.rewards.pull(orderId, lever);
  },
  'POST /control/reset': (desk) => {
    desk.reset();
    return null;
  },
};

/** Answers /control/*: 200 with JSON, 204 without, 400 and 404 in the provider's envelope. */
export async function answerControl(desk: Desk, exchange: Exchange): Promise<Reply> {
  try {
    const [, id = ''] = /^\/control\/payments\/([^/]+)\/outcome$/.exec(exchange.path) ?? [];
    const path = id === '' ? exchange.path : '/control/payments/:id/outcome';
    const act = acts[`${exchange.method} ${path}`];
    if (!act) throw new ApiError(404, 'invalid_request_error', 'not_found', 'No such lever.');
    const result = await act(desk, exchange, id);
    return result === null ? { status: 204, headers: {}, body: '' } : jsonReply(200, result);
  } catch (error) {
    if (error instanceof ApiError || error instanceof RewardError) return error.reply();
    throw error;
  }
}

function bodyReader<T>(
  properties: object,
  required: readonly string[] = [],
): (exchange: Exchange) => T {
  const isValid = ajv.compile<T>({
    type: 'object',
    additionalProperties: false,
    properties,
    required,
  });
  return (exchange) => {
    let body: unknown;
    try {
      body = jsonBody(exchange) ?? {};
    } catch {
      throw invalidFields('The body is not JSON.');
    }
    if (!isValid(body)) throw invalidFields(ajv.errorsText(isValid.errors));
    return body;
  };
}
