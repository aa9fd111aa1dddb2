import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { RunningSandbox } from '../../src/sandbox/sandbox.js';
import { publishedVersion } from '../../src/sandbox/tremendous/schemas.js';
import { sandboxCampaign } from '../../src/sandbox/tremendous/tremendous.js';
import { standingSandbox } from './support.js';

const published = JSON.parse(
  readFileSync(new URL('tremendous-types.json', import.meta.url), 'utf8'),
) as { info: { version: string }; components: object };

// Goal: the sandbox takes and says nothing that the published types of the provider's own package do not know.
describe('the rewards provider of the sandbox, against the provider’s published types', () => {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  ajv.addSchema({ $id: 'tremendous', components: published.components });
  const problems = (name: string, value: unknown): unknown => {
    const isValid: ValidateFunction = ajv.compile({
      $ref: `tremendous#/components/schemas/${name}`,
    });
    return isValid(value) ? [] : isValid.errors;
  };

  let sandbox: RunningSandbox;
  beforeAll(async () => {
    sandbox = await standingSandbox({ startingRewardsMinor: 100_000 });
    await ask('POST', '/orders', order);
    await ask('POST', '/orders', { ...order, external_id: 'pay_2' });
    await ask('POST', '/orders', { ...order, external_id: 'pay_3' });
    const [third = '', second = ''] = sandbox.desk.rewards.orders().map(({ id }) => id);
    sandbox.desk.rewards.pull(third, 'flag');
    sandbox.desk.rewards.pull(second, 'cancel');
  });
  afterAll(() => sandbox.stop());

  const order = {
    external_id: 'pay_1',
    payment: { funding_source_id: 'balance' },
    reward: {
      campaign_id: sandboxCampaign,
      products: ['A1'],
      value: { denomination: 12.5, currency_code: 'USD' },
      recipient: { name: 'Given' },
      language: 'en',
      delivery: { method: 'LINK' },
    },
  };
  const campaign = { name: 'Plain', description: null, products: [], fee_charged_to: 'SENDER' };
  const ask = async (
    method: string,
    path: string,
    body?: object,
  ): Promise<Record<string, unknown>> => {
    const response = await fetch(`${sandbox.url}/api/v2${path}`, {
      method,
      headers: {
        authorization: `Bearer ${sandbox.rewardsKey}`,
        'content-type': 'application/json',
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    expect([path, response.ok]).toEqual([path, true]);
    return (await response.json()) as Record<string, unknown>;
  };

  it('is written after the version those types were cut from', () => {
    expect(publishedVersion).toBe(published.info.version);
  });

  it('takes requests that the types allow', async () => {
    expect(problems('SingleRewardOrder', order)).toEqual([]);
    expect(problems('CreateCampaignRequest', campaign)).toEqual([]);
    await ask('POST', '/orders', order);
    await ask('POST', '/campaigns', campaign);
    expect(problems('SingleRewardOrder', { ...order, colour: 'red' })).not.toEqual([]);
  });

  it('answers a new order as the types say, with its link', async () => {
    const made = await ask('POST', '/orders', { ...order, external_id: 'pay_4' });
    expect(problems('CreateOrder200ResponseOrder', made['order'])).toEqual([]);
    expect(JSON.stringify(made)).toContain('/rewards/');
  });

  it('answers one of a kind as the types say', async () => {
    const held = sandbox.desk.rewards.orders().find(({ review }) => review === 'flagged');
    const rewardId = held?.rewardId ?? '';
    const review = await ask('GET', `/fraud_reviews/${rewardId}`);
    expect(problems('GetFraudReview200ResponseFraudReview', review['fraud_review'])).toEqual([]);
    const reward = await ask('GET', `/rewards/${rewardId}`);
    expect(problems('ListRewards200ResponseRewardsInner', reward['reward'])).toEqual([]);
  });

  it.each([
    ['/orders', 'orders', 'ListOrders200ResponseOrdersInner'],
    ['/rewards', 'rewards', 'ListRewards200ResponseRewardsInner'],
    ['/fraud_reviews', 'fraud_reviews', 'ListFraudReviews200ResponseFraudReviewsInner'],
    [
      '/balance_transactions',
      'transactions',
      'ListBalanceTransactions200ResponseTransactionsInner',
    ],
    ['/funding_sources', 'funding_sources', 'ListFundingSources200ResponseFundingSourcesInner'],
    ['/campaigns', 'campaigns', 'ListCampaigns200ResponseCampaignsInner'],
  ])('answers GET %s as the types say', async (path, name, type) => {
    const rows = (await ask('GET', path))[name] as unknown[];
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) expect(problems(type, row)).toEqual([]);
  });
});
