import { Ajv2020 } from 'ajv/dist/2020.js';
import { jsonBody, type Exchange } from '../http/exchange.js';
import { faultKinds, type Fault } from '../http/faults.js';
import type { Settings } from '../settings.js';
import { invalidFields } from '../stripe/api-error.js';
import {
  authorizationLevers,
  cardLevers,
  type AuthorizationLever,
  type CardLever,
} from '../stripe/issuing/issuing-desk.js';
import { recipientLevers, type RecipientLever } from '../stripe/recipient-desk.js';
import { connectOutcomes, type ConnectOutcome } from '../stripe/v1/connect-desk.js';
import { forgeryKinds, type ForgeryKind } from '../stripe/webhooks.js';
import { rewardLevers, type RewardLever } from '../tremendous/tremendous-desk.js';
import type { Steering } from '../http/courier.js';
import { outcomes, type PaymentOutcome } from './desk.js';
import { channels, type Channel } from './notice-desk.js';

const ajv = new Ajv2020();
const text = { type: 'string' };
const anyMinor = { type: 'integer', minimum: 1 };
const delay = { type: 'integer', minimum: 0 };
const address = { type: ['string', 'null'] };
const channel = { enum: channels };

/** Whose notices; the payout provider's unless told. */
interface OfChannel {
  readonly channel?: Channel;
}

/** What levers take as JSON. Each throws a 400 for anything else. */
export const bodies = {
  settings: reader<Partial<Settings>>({
    processingDelayMs: delay,
    returnDelayMs: delay,
    capabilityDelayMs: delay,
    webhookUrl: address,
    rewardsWebhookUrl: address,
  }),
  clock: reader<{ forwardMs: number }>({ forwardMs: delay }, ['forwardMs']),
  fault: reader<Fault>(
    {
      kind: { enum: faultKinds },
      method: { enum: ['GET', 'POST'] },
      path: { type: 'string', pattern: '^/' },
      times: { type: 'integer', minimum: 1 },
      skip: { type: 'integer', minimum: 0 },
      ms: delay,
      currency: { type: 'string', pattern: '^[A-Za-z]{3}$' },
      retryAfterSeconds: delay,
      retryAfterAsDate: { type: 'boolean' },
      effect: { type: 'boolean' },
    },
    ['kind'],
  ),
  outcome: reader<{ outcome: PaymentOutcome; reason?: string }>(
    { outcome: { enum: outcomes }, reason: text },
    ['outcome'],
  ),
  connectOutcome: reader<{ outcome: ConnectOutcome; code?: string }>(
    { outcome: { enum: connectOutcomes }, code: text },
    ['outcome'],
  ),
  recipient: reader<{ lever: RecipientLever }>({ lever: { enum: recipientLevers } }, ['lever']),
  steering: reader<Steering & OfChannel>({
    channel,
    hold: { type: 'boolean' },
    duplicate: { type: 'integer', minimum: 0 },
    reverse: { type: 'boolean' },
  }),
  forgery: reader<OfChannel & { kind: ForgeryKind; type?: string; objectId: string }>(
    { channel, kind: { enum: forgeryKinds }, type: text, objectId: text },
    ['kind', 'objectId'],
  ),
  again: reader<OfChannel & { eventId: string }>({ channel, eventId: text }, ['eventId']),
  reply: reader<{ from: string; text: string }>({ from: text, text }, ['from', 'text']),
  amount: reader<{ amountMinor: number }>({ amountMinor: anyMinor }, ['amountMinor']),
  card: reader<{ card: string; lever: CardLever; amountMinor: number }>(
    { card: text, lever: { enum: cardLevers }, amountMinor: anyMinor },
    ['card', 'lever', 'amountMinor'],
  ),
  authorization: reader<{ lever: AuthorizationLever; amountMinor?: number }>(
    { lever: { enum: authorizationLevers }, amountMinor: anyMinor },
    ['lever'],
  ),
  reward: reader<{ orderId: string; lever: RewardLever }>(
    { orderId: text, lever: { enum: rewardLevers } },
    ['orderId', 'lever'],
  ),
};

function reader<T>(
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
