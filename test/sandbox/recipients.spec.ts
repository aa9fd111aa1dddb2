import type { Stripe } from 'stripe';
import type { RunningSandbox } from '../../src/sandbox/sandbox.js';
import { bankAccount, paymentTo, recipientWith, sdkFor, standingSandbox } from './support.js';

const form = {
  given_name: 'Given',
  surname: 'Family',
  routing_number: '110 000 000',
  account_number: '0001-2345-6789',
  bank_account_type: 'savings',
};

describe('recipients and the hosted form', () => {
  let sandbox: RunningSandbox;
  let stripe: Stripe;

  beforeEach(async () => {
    sandbox = await standingSandbox({ capabilityDelayMs: 1_000 });
    stripe = sdkFor(sandbox);
  });

  afterEach(async () => {
    await sandbox.stop();
  });

  async function nameless(
    displayName = 'ref-1',
    more: { readonly cards?: { readonly requested: boolean } } = {},
  ): Promise<{ account: string; url: string }> {
    const { id } = await stripe.v2.core.accounts.create({
      contact_email: 'programme@example.org',
      display_name: displayName,
      identity: { country: 'us', entity_type: 'individual' },
      configuration: {
        recipient: { capabilities: { bank_accounts: { local: { requested: true } }, ...more } },
      },
    });
    return { account: id, url: await linkTo(id) };
  }

  async function linkTo(account: string): Promise<string> {
    const { url } = await stripe.v2.core.accountLinks.create({
      account,
      use_case: {
        type: 'account_onboarding',
        account_onboarding: {
          refresh_url: 'http://fund.invalid/refresh',
          return_url: 'http://fund.invalid/return',
        },
      },
    });
    return url;
  }

  const send = (url: string, fields: Record<string, string>): Promise<Response> =>
    fetch(url, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });

  const statusOf = async (account: string): Promise<string | undefined> => {
    const found = await stripe.v2.core.accounts.retrieve(account, {
      include: ['configuration.recipient'],
    });
    return found.configuration?.recipient?.capabilities?.bank_accounts?.local?.status;
  };

  it('takes a recipient from restricted over pending to active', async () => {
    const { account, url } = await nameless();
    expect(await statusOf(account)).toBe('restricted');
    const saved = await send(url, form);
    expect([saved.status, saved.headers.get('location')]).toEqual([
      303,
      'http://fund.invalid/return',
    ]);
    expect(await statusOf(account)).toBe('pending');
    sandbox.desk.forward(1_000);
    expect(await statusOf(account)).toBe('active');
    const types = sandbox.desk.notices.sent('payouts').map(({ type }) => type);
    expect(types).toEqual([
      'v2.core.account.created',
      'v2.money_management.payout_method.created',
      'v2.core.account_link.returned',
      'v2.core.account[configuration.recipient].capability_status_updated',
    ]);
    const methods = await stripe.v2.moneyManagement.payoutMethods.list(
      {},
      { stripeContext: account },
    );
    expect(methods.data[0]?.bank_account).toMatchObject({
      last4: '6789',
      bank_account_type: 'savings',
    });
  });

  it('uses a link once, and not after 15 minutes', async () => {
    const once = await nameless();
    await send(once.url, form);
    const again = await fetch(once.url, { redirect: 'manual' });
    expect([again.status, again.headers.get('location')]).toEqual([
      303,
      'http://fund.invalid/refresh',
    ]);
    const late = await nameless();
    sandbox.desk.forward(15 * 60_000);
    expect((await fetch(late.url, { redirect: 'manual' })).status).toBe(303);
    expect((await fetch(`${sandbox.url}/onboarding/acctlink_none`)).status).toBe(404);
  });

  it('says at the field what is wrong, keeps what was typed, and escapes it', async () => {
    const { url, account } = await nameless();
    const answer = await send(url, {
      ...form,
      given_name: '<b>"Given',
      surname: '',
      routing_number: '110000001',
    });
    const html = await answer.text();
    expect(answer.status).toBe(422);
    expect(html).toContain('Please give both names.');
    expect(html).toContain('The routing number is not one of a bank.');
    expect(html).toContain('&lt;b&gt;&quot;Given');
    expect(html).not.toContain('0001-2345-6789');
    expect(await statusOf(account)).toBe('restricted');
  });

  it('rejects a recipient whose display name asks for it', async () => {
    const { account, url } = await nameless('ref-1-rejected');
    await send(url, form);
    sandbox.desk.forward(1_000);
    expect(await statusOf(account)).toBe('rejected');
  });

  it('asks for more after a certain account number, and is content with the answer on its form', async () => {
    const { account, method } = await recipientWith(stripe, '000999999991');
    sandbox.desk.forward(1_000);
    expect(await statusOf(account)).toBe('restricted');
    const asked = await stripe.v2.core.accounts.retrieve(account, { include: ['requirements'] });
    expect(asked.requirements?.entries?.map(({ description }) => description)).toEqual([
      'identity.individual.date_of_birth.day',
    ]);
    await expect(
      stripe.v2.moneyManagement.outboundPayments.create(paymentTo({ account, method })),
    ).rejects.toMatchObject({ code: 'capability_not_enabled' });

    const url = await linkTo(account);
    const form = await (await fetch(url)).text();
    expect(form).toContain('Date of birth');
    expect(form).not.toContain('account_number');
    const wrong = await send(url, { birth: 'May' });
    expect([wrong.status, await wrong.text()]).toEqual([
      422,
      expect.stringContaining('Write the date as 1990-12-31.'),
    ]);
    expect((await send(url, { birth: '1990-12-31' })).status).toBe(303);
    expect(await statusOf(account)).toBe('pending');
    sandbox.desk.forward(1_000);
    expect(await statusOf(account)).toBe('active');
    expect((await fetch(url, { redirect: 'manual' })).status).toBe(303);
  });

  it('turns from active to restricted and back, and tells of each turn', async () => {
    const { account } = await recipientWith(stripe);
    sandbox.desk.forward(1_000);
    const turns = (): number =>
      sandbox.desk.notices.sent('payouts').filter(({ type }) => type.includes('capability')).length;
    expect([await statusOf(account), turns()]).toEqual(['active', 1]);
    sandbox.desk.recipients.pull(account, 'ask');
    expect([await statusOf(account), turns()]).toEqual(['restricted', 2]);
    sandbox.desk.recipients.pull(account, 'answer');
    sandbox.desk.forward(1_000);
    expect([await statusOf(account), turns()]).toEqual(['active', 3]);
    sandbox.desk.recipients.pull(account, 'reject');
    expect([await statusOf(account), turns()]).toEqual(['rejected', 4]);
    expect(sandbox.desk.recipients.list()[0]).toMatchObject({ id: account, missing: [] });
  });

  it('shows and pays a payout method only where it belongs, and not when archived', async () => {
    const mine = await recipientWith(stripe);
    const other = await recipientWith(stripe);
    sandbox.desk.forward(1_000);
    const { payoutMethods, outboundPayments } = stripe.v2.moneyManagement;
    const options = { stripeContext: mine.account };
    await expect(payoutMethods.retrieve(other.method, {}, options)).rejects.toMatchObject({
      statusCode: 404,
    });
    await payoutMethods.archive(mine.method, {}, options);
    expect((await payoutMethods.list({}, options)).data).toEqual([]);
    await expect(outboundPayments.create(paymentTo(mine))).rejects.toMatchObject({
      type: 'InvalidPayoutMethodError',
    });
    await payoutMethods.unarchive(mine.method, {}, options);
    expect((await outboundPayments.create(paymentTo(mine))).status).toBe('processing');
  });

  it('takes nothing but a card where only cards were asked for', async () => {
    const { id } = await stripe.v2.core.accounts.create({
      contact_email: 'programme@example.org',
      display_name: 'ref-1',
      identity: {
        country: 'us',
        entity_type: 'individual',
        individual: { given_name: 'Given', surname: 'Family' },
      },
      configuration: { recipient: { capabilities: { cards: { requested: true } } } },
    });
    const url = await linkTo(id);
    const page = await (await fetch(url)).text();
    expect(page).toContain('card_number');
    expect(page).not.toContain('account_number');
    const bank = {
      kind: 'bank_account',
      routing_number: '110000000',
      account_number: '000123456789',
    };
    const answer = await send(url, bank);
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain('not one of a card');
  });

  describe('where debit cards are taken too', () => {
    const CARD = { kind: 'card', card_number: '4000 0566 5566 5556', expiry: '04 / 2039' };
    const NAME = { given_name: 'Given', surname: 'Surname' };
    const withCards = (): ReturnType<typeof nameless> =>
      nameless('ref-1', { cards: { requested: true } });

    it('offers both, and only there', async () => {
      const plain = await (await fetch((await nameless()).url)).text();
      expect(plain).not.toContain('card_number');
      const both = await (await fetch((await withCards()).url)).text();
      expect(both).toContain('card_number');
      expect(both).toContain('account_number');
    });

    it('keeps of a card its last digits, its end, and a mark that is the same wherever it is given', async () => {
      const marks: (string | undefined)[] = [];
      for (let turn = 0; turn < 2; turn += 1) {
        const { account, url } = await withCards();
        expect((await send(url, { ...CARD, ...NAME })).status).toBe(303);
        const options = { stripeContext: account };
        const { data } = await stripe.v2.moneyManagement.payoutMethods.list({}, options);
        expect(data[0]).toMatchObject({
          type: 'card',
          card: { last4: '5556', exp_month: '04', exp_year: '2039' },
        });
        marks.push(data[0]?.card?.fingerprint);
      }
      expect(marks[0]).toMatch(/^[0-9a-f]{16}$/);
      expect(marks[0]).toBe(marks[1]);
    });

    it.each([
      [{ card_number: '4000056655665557' }, 'not one of a card'],
      [{ card_number: '4242424242424242' }, 'debit cards only'],
      [{ card_number: '' }, 'not one of a card'],
      [{ expiry: 'soon' }, 'Write the month and the year'],
      [{ expiry: '13/39' }, 'Write the month and the year'],
      [{ expiry: '01/20' }, 'The card has expired'],
    ])('says at the field what is wrong with %j', async (wrong, sentence) => {
      const { url } = await withCards();
      const answer = await send(url, { ...CARD, ...NAME, ...wrong });
      expect(answer.status).toBe(422);
      const text = await answer.text();
      expect(text).toContain(sentence);
      expect(text).not.toContain('4242424242424242');
    });

    it('pays a card only once cards are switched on for her', async () => {
      const { account, url } = await withCards();
      await send(url, { ...CARD, ...NAME });
      const pay = (): Promise<Stripe.V2.MoneyManagement.OutboundPayment> =>
        stripe.v2.moneyManagement.outboundPayments.create({
          ...paymentTo({ account, method: '' }),
          to: { recipient: account, currency: 'usd' },
        });
      await expect(pay()).rejects.toMatchObject({ code: 'capability_not_enabled' });
      sandbox.desk.forward(1_000);
      const payment = await pay();
      expect(payment).toMatchObject({ cancelable: false, tracking_details: { type: 'card' } });
      await expect(
        stripe.v2.moneyManagement.outboundPayments.cancel(payment.id),
      ).rejects.toMatchObject({ code: 'not_cancelable' });
      sandbox.desk.forward(3_600_000);
      const posted = await stripe.v2.moneyManagement.outboundPayments.retrieve(payment.id);
      expect(posted.tracking_details).toMatchObject({ type: 'card', status: 'supported' });
    });
  });

  it('refuses a card by API, because card numbers belong into the hosted form', async () => {
    const { account } = await recipientWith(stripe);
    await expect(
      stripe.v2.moneyManagement.outboundSetupIntents.create(
        { payout_method_data: { ...bankAccount(), type: 'card' } },
        { stripeContext: account },
      ),
    ).rejects.toMatchObject({ code: 'invalid_fields' });
  });
});
