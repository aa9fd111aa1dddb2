import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import { badRequest } from './reward-error.js';

/** The version of the npm package tremendous (MIT) whose types this is written after; a test holds both together. */
export const publishedVersion = '4.12.0';

/**
 * What requests may hold, after those published types: closed objects, so that a typo cannot pass here and fail there.
 * Only LINK delivery of one reward.
 */
const ajv = new Ajv2020({ strict: false });

const text = { type: 'string', minLength: 1, maxLength: 200 };
const optionalText = { type: ['string', 'null'], maxLength: 200 };
const instant = { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}T[\\d:.]+(Z|[+-]\\d{2}:\\d{2})$' };
const whole = { type: 'string', pattern: '^\\d{1,6}$' };

const closed = (properties: object, required: readonly string[] = []): object => ({
  type: 'object',
  additionalProperties: false,
  properties,
  required,
});

/** One order as `POST /orders` takes it. Numbers are marked texts, see decimal.ts. */
export interface CreateOrder {
  readonly external_id?: string | null;
  readonly payment: { readonly funding_source_id: string };
  readonly reward: {
    readonly campaign_id: string;
    readonly value: { readonly denomination: string; readonly currency_code: 'USD' };
    readonly language?: string;
    readonly delivery: { readonly method: 'LINK' };
  };
}

export const createOrder = reader<CreateOrder>(
  closed(
    {
      external_id: optionalText,
      payment: closed({ funding_source_id: text }, ['funding_source_id']),
      reward: closed(
        {
          campaign_id: text,
          products: { type: 'array', items: text },
          value: closed(
            {
              denomination: { type: 'string', pattern: '^number:' },
              currency_code: { const: 'USD' },
            },
            ['denomination', 'currency_code'],
          ),
          recipient: closed({ name: text, email: text, phone: text }),
          language: { type: 'string', pattern: '^[a-z]{2}$' },
          delivery: closed({ method: { const: 'LINK' } }, ['method']),
        },
        ['campaign_id', 'value', 'delivery'],
      ),
    },
    ['payment', 'reward'],
  ),
);

export interface CreateCampaign {
  readonly name: string;
  readonly products: readonly string[];
  readonly fee_charged_to?: 'SENDER' | 'RECIPIENT';
}

export const createCampaign = reader<CreateCampaign>(
  closed(
    {
      name: text,
      description: optionalText,
      products: { type: 'array', items: text },
      fee_charged_to: { enum: ['SENDER', 'RECIPIENT'] },
      webpage_style: { type: 'object' },
      email_style: { type: 'object' },
    },
    ['name', 'products'],
  ),
);

/** Paging and filters of lists; each list takes its own. */
export interface ListQuery {
  readonly offset?: string;
  readonly limit?: string;
  readonly external_id?: string;
  readonly status?: string;
  readonly 'created_at[gte]'?: string;
  readonly 'created_at[lte]'?: string;
}

const paging = { offset: whole, limit: whole };
const created = { 'created_at[gte]': instant, 'created_at[lte]': instant };

export const orderQuery = reader<ListQuery>(
  closed({ ...paging, ...created, external_id: text, campaign_id: text }),
);
export const rewardQuery = reader<ListQuery>(closed(paging));
export const transactionQuery = reader<ListQuery>(closed({ ...paging, ...created }));
export const reviewQuery = reader<ListQuery>(
  closed({ ...paging, ...created, status: { enum: ['flagged', 'blocked', 'released'] } }),
);
export const nothing = reader<object>(closed({}));

function reader<T>(schema: object): (value: unknown) => T {
  const isValid = ajv.compile<T>(schema);
  return (value) => {
    if (!isValid(value)) throw badRequest(sentence(isValid.errors));
    return value;
  };
}

function sentence(errors: readonly ErrorObject[] | null | undefined): string {
  const [first] = errors ?? [];
  if (!first) return 'The request is not valid.';
  const { additionalProperty } = first.params as { additionalProperty?: string };
  const place = first.instancePath === '' ? 'The request' : first.instancePath;
  return `${place} ${first.message ?? 'is not valid'}${additionalProperty ? ` (${additionalProperty})` : ''}.`;
}
