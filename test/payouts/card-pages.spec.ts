import { RailRegistry } from '#payouts';
import { chooseBank, comeBack } from '../../src/cli/story/applicant.js';
import { eavesdrop, type Ear } from '../privacy/ear.js';
import { expectBooksToBalance, type Theatre } from '../support/stage.js';
import { dumpOf } from '../support/surrender.js';
import {
  cardAt,
  lookAtNumber,
  openCardTheatre,
  paidByCard,
  spendAt,
  type CardHolder,
} from './card-theatre.js';

// Goal: the card is hers: she alone sees its number, stops it at once, and never loses what is left on it.
describe('Her card', () => {
  let theatre: Theatre;
  let ear: Ear;
  let her: CardHolder;
  let number = '';

  beforeAll(async () => {
    ear = eavesdrop();
    theatre = await openCardTheatre({ LOG_LEVEL: 'debug' });
  });
  afterAll(async () => {
    ear.stop();
    await theatre.stop();
  });

  const texts = (): string => her.visitor.page.text;
  const page = (): string => `/s/4/${her.payout}`;
  const sent = async (fields: Record<string, string>, action: string): Promise<string> =>
    (await her.visitor.send(fields, action)).text;

  it('waits for her, says what it is for, and pays nothing before she looked at it', async () => {
    her = await paidByCard(theatre, '300.00');
    expect(texts()).toContain('$300 waits for you on a card');
    await her.visitor.follow('/s/4');
    expect(her.visitor.page.path).toBe(page());
    expect(texts()).toContain('It works once you have looked at its number');
    expect(texts()).toContain('Anyone who sees the number can spend the money');
    expect(texts()).toMatch(/Left on it \$300 The card is for \$300/);
    expect(her.visitor.page.html).not.toMatch(/Freeze|stripe\.js/);
    expect(spendAt(theatre, her.payout, 100)).toBe(false);
  });

  it('keeps its number behind her PIN, in frames of the company, on a page that holds nothing else', async () => {
    await sent({ pin: '000001' }, her.payout);
    expect(her.visitor.page.status).toBe(422);
    expect(texts()).toContain('That PIN did not work');
    expect(her.visitor.page.html).not.toContain('000001');
    await sent({ pin: her.wayBack.pin, more: 'x' }, her.payout);
    expect(her.visitor.page.status).toBe(422);

    number = await lookAtNumber(theatre, her);
    expect(number).toMatch(/^\d{16}$/);
    expect(spendAt(theatre, her.payout, 12_345)).toBe(true);
    await her.visitor.open(page());
    expect(texts()).toContain('Your card works');
    expect(texts()).toContain(`Last digits ${number.slice(-2)}`);
    await sent({ pin: her.wayBack.pin }, her.payout);
    const { html, headers } = her.visitor.page;
    expect(html).not.toContain(number);
    expect(texts()).not.toMatch(/Sam|Lee|Elm|\$/);
    expect(html).toContain('/leave');
    expect(texts()).toContain('Your browser does not run scripts');
    expect(headers.get('cache-control')).toBe('no-store');
    const policy = headers.get('content-security-policy') ?? '';
    const { url } = theatre.sandbox;
    expect(policy).toContain(`frame-src ${url};`);
    expect(policy).toMatch(new RegExp(`script-src 'sha256-\\S+ 'sha256-\\S+ ${url};`));
    expect(policy).not.toContain('unsafe');
  });

  it('runs a script of somebody else on no other page', async () => {
    for (const path of ['/s', page(), `${page()}/4`, `${page()}/5`]) {
      const { headers, html } = await her.visitor.open(path);
      expect(headers.get('content-security-policy')).not.toContain('http');
      expect(html).not.toContain('stripe.js');
    }
  });

  it('gives a key to nobody without a ticket', async () => {
    await her.visitor.open(page());
    await her.visitor.send({ pin: her.wayBack.pin }, her.payout);
    const form = /data-form="([^"]*)"/.exec(her.visitor.page.html)?.[1] ?? '';
    const ask = async (fields: Record<string, string>): Promise<number> =>
      (await her.visitor.post(`${page()}/1`, { _form: form, ...fields })).status;
    expect(await ask({ ticket: 'made-up', nonce: 'nonce_1' })).toBe(409);
    expect(await ask({ nonce: 'nonce_1' })).toBe(422);
    expect(await ask({ ticket: 'x', nonce: '../x' })).toBe(422);
    expect((await her.visitor.post(`${page()}/1`, { ticket: 'x', nonce: 'x' })).status).toBe(403);
  });

  it('stops at one press and goes on at another; pressed twice it says so', async () => {
    await her.visitor.open(page());
    const frozen = /<form method="post" action="[^"]*\/2">.*?value="([^"]*)"/.exec(
      her.visitor.page.html,
    );
    expect(await sent({}, '/2')).toContain('Your card is frozen');
    expect(spendAt(theatre, her.payout, 100)).toBe(false);
    await her.visitor.post(`${page()}/2`, { _form: frozen?.[1] ?? '' });
    expect(texts()).toContain('This is not possible now');
    await her.visitor.open(page());
    expect(await sent({}, '/3')).toContain('Your card works');
    expect(spendAt(theatre, her.payout, 100)).toBe(true);
  });

  it('does not claim to have stopped when the company did not answer', async () => {
    const fault = { kind: 'drop_before', method: 'POST', path: '/v1/issuing/cards' } as const;
    theatre.sandbox.desk.addFault({ ...fault, times: 2 });
    expect(await sent({}, '/2')).toContain('do not know if this has worked');
    theatre.sandbox.desk.clearFaults();
    expect(spendAt(theatre, her.payout, 100)).toBe(true);
  });

  it('is replaced when she lost it, after a page that says what happens', async () => {
    const before = cardAt(theatre, her.payout).id;
    await her.visitor.open(page());
    await her.visitor.follow(`${page()}/4`);
    expect(texts()).toContain('never works again');
    await sent({}, '/4');
    expect(her.visitor.page.status).toBe(422);
    expect(await sent({ loss: 'stolen' }, '/4')).toContain('Your card is ready');
    expect(cardAt(theatre, her.payout).id).not.toBe(before);
    expect(theatre.sandbox.desk.cards.spend(before, 100).approved).toBe(false);
    const second = await lookAtNumber(theatre, her);
    expect(second).toMatch(/^\d{16}$/);
    expect(second).not.toBe(number);
    expect(spendAt(theatre, her.payout, 30_000 - 12_545 + 1)).toBe(false);
  });

  it('gives the rest back, and she chooses another way for it', async () => {
    await her.visitor.open(page());
    await her.visitor.follow(`${page()}/5`);
    expect(texts()).toContain('$174.55 is left');
    await sent({}, '/5');
    expect(her.visitor.page.path).toBe('/s');
    expect(texts()).toContain('Next, choose how you want to get it');
    expect((await her.visitor.open(page())).text).toContain('This card has ended');
    expect(spendAt(theatre, her.payout, 1)).toBe(false);
    await chooseBank(her.visitor);
    expect(texts()).toContain('Routing number');
    await expectBooksToBalance(theatre);
  });

  it('is counted in the books as the company counts it, to the cent', async () => {
    const [books] = await theatre.database.query<{ minor: string }>(
      `select sum(amount) as minor from ledger.posting where account = '1120'`,
    );
    const { available } = await theatre.get(RailRegistry).get('prepaid-card').balance();
    expect(books?.minor).toBe(String(available.minor));
  });

  it('is nobody else’s, and speaks her language', async () => {
    const other = await paidByCard(theatre, '310.00', 'es');
    expect(other.visitor.page.text).toContain('$310 le esperan en una tarjeta');
    await other.visitor.follow('/s/4');
    expect(other.visitor.page.text).toContain('Su tarjeta está lista');
    for (const path of [page(), `${page()}/4`, `${page()}/5`]) {
      expect((await other.visitor.open(path)).status).toBe(404);
    }
    await comeBack(her.visitor, her.wayBack);
    expect((await her.visitor.open(`/s/4/${other.payout}`)).status).toBe(404);
    const before = cardAt(theatre, other.payout).id;
    expect(theatre.sandbox.desk.cards.spend(before, 100).approved).toBe(false);
  });

  it('comes back whole when she never used it, and says what to do', async () => {
    const third = await paidByCard(theatre, '320.00');
    await third.visitor.open(`/s/4/${third.payout}/5`);
    await third.visitor.send({}, '/5');
    expect(third.visitor.page.path).toBe('/s');
    expect(third.visitor.page.text).toContain('Your money is safe');
    expect((await third.visitor.open('/s/4')).text).toContain('You have no card');
    await expectBooksToBalance(theatre);
  });

  it('has left its number in no log and in no table', async () => {
    expect(number).not.toBe('');
    expect(ear.heard).not.toContain(number);
    expect(await dumpOf(theatre.database)).not.toContain(number);
  });
});
