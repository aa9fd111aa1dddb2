import { Applications, type Programme } from '#applications';
import { hours, minutes, Money } from '#kernel';
import { Methods, type RailCapabilities } from '#payouts';
import { comeBack, setUpPayment } from '../../src/cli/story/applicant.js';
import { expectBooksToBalance, openTheatre, type Theatre } from '../support/stage.js';
import { fillInCard } from '../sandbox/support.js';
import { inventRail, type InventedRail } from './invented-rails.js';
import { aYesAt, staffAt } from './yes.js';

const usd = (minor: number): Money => Money.of(BigInt(minor), 'USD');

const LINK: Partial<RailCapabilities> = {
  provider: 'tremendous',
  speed: 'minutes',
  onboarding: 'none',
  recipientNeeds: [],
  onlookers: ['phone_finders'],
};

describe('Choosing how to get the money', () => {
  let theatre: Theatre;
  let gift: InventedRail;
  let connect: InventedRail;
  let card: InventedRail;
  beforeAll(async () => {
    theatre = await openTheatre();
    gift = inventRail(theatre, { ...LINK, id: 'tremendous', disclosesTo: undefined as never });
    connect = inventRail(theatre, { id: 'stripe-connect', onboarding: 'hosted_link' });
    card = inventRail(theatre, {
      id: 'prepaid-card',
      recipientNeeds: ['legal_name', 'address'],
      onlookers: ['phone_finders'],
    });
    inventRail(theatre, {
      id: 'manual',
      onboarding: 'staff',
      disclosesTo: 'partner',
      provider: 'partner',
      recipientNeeds: ['payee', 'address'],
      onlookers: ['mail_at_home', 'payee'],
    });
    inventRail(theatre, { ...LINK, id: 'carrier-pigeon' });
  });
  afterAll(() => theatre.stop());

  async function offer(change: Partial<Programme>): Promise<void> {
    const applications = theatre.get(Applications);
    const programme = (await applications.programmes()).find(({ code }) => code === 'EMERGENCY');
    if (!programme) throw new Error('The demo has an emergency programme.');
    await applications.saveProgramme({ ...programme, railLimits: {}, ...change });
  }

  it('shows the ways of the programme in its order, each with its speed, what it asks and who may see it', async () => {
    await offer({ rails: ['tremendous', 'carrier-pigeon', 'stripe-outbound', 'manual'] });
    const { visitor } = await aYesAt(theatre, '301.01');
    const page = await visitor.open('/s/1/2');
    expect(page.text).toMatch(/Gift card or cash by a link.*Bank account.*A check, cash/s);
    expect(page.text).toContain('1 to 2 working days. The bank asks for your legal name.');
    expect(page.text).toContain('Anyone who can see the account will see the payment.');
    expect(page.html).not.toContain('carrier-pigeon');
    await visitor.send({});
    expect(visitor.page.status).toBe(422);
    expect(visitor.page.text).toContain('Choose a way to get the money');
    await visitor.send({ rail: 'stripe-connect' });
    expect(visitor.page.text).toContain('Choose a way to get the money');
  });

  it('hides a way outside its limits, and with none left says that one will be found; finance hears of it', async () => {
    await offer({
      rails: ['tremendous', 'stripe-outbound'],
      railLimits: { tremendous: { least: null, most: usd(30_000) } },
    });
    const { visitor } = await aYesAt(theatre, '302.02');
    expect((await visitor.open('/s/1/2')).text).not.toContain('Gift card');
    await offer({
      rails: ['tremendous'],
      railLimits: { tremendous: { least: null, most: usd(30_000) } },
    });
    await visitor.open('/s/1/2');
    expect(visitor.page.text).toContain('We will find a way with you');
    await visitor.send({});
    expect(visitor.page.text).toContain('Someone is looking for one. Your money is safe.');
    await visitor.open('/s/1/2');
    await visitor.send({});
    const finance = await staffAt(theatre, 'preparer');
    await finance.open('/finance/awards');
    expect(finance.page.text.match(/needs another way/g)).toHaveLength(1);
    await finance.follow('/finance/awards/awd_');
    await finance.send({}, '/way-found');
    expect(finance.page.text).not.toContain('needs another way');
  });

  it('steers her away from an account that others see, says why, and lets her go on', async () => {
    await offer({ rails: ['stripe-outbound', 'tremendous'] });
    const { visitor } = await aYesAt(theatre, '303.03');
    await visitor.open('/s/1/2');
    await visitor.send({ rail: 'stripe-outbound' });
    expect(visitor.page.text).toContain('Who can see this account?');
    await visitor.send({});
    expect(visitor.page.text).toContain('Choose who can see this account');
    await visitor.send({ seen: 'unsure' });
    expect(visitor.page.text).toContain('There is a way that nobody else sees');
    expect(visitor.page.text).toContain('Anyone who can see the account will see “CEDAR PAYMENTS”');
    expect(visitor.page.text).toContain('Gift card or cash by a link');
    await visitor.send({}, '/s/1/4');
    expect(visitor.page.text).toContain('Routing number');
  });

  it('promises no way that nobody sees where there are only letters at home', async () => {
    await offer({ rails: ['stripe-outbound', 'manual'] });
    const { visitor } = await aYesAt(theatre, '307.23');
    await visitor.open('/s/1/2');
    await visitor.send({ rail: 'stripe-outbound' });
    await visitor.send({ seen: 'unsure' });
    expect(visitor.page.text).not.toContain('There is a way that nobody else sees');
    expect(visitor.page.text).toContain('Someone may see this payment');
    expect(visitor.page.text).not.toContain('A check, cash');
  });

  it('asks nothing for a way that needs nothing, and nothing is told to anybody', async () => {
    await offer({ rails: ['stripe-outbound', 'tremendous'] });
    const { visitor } = await aYesAt(theatre, '304.04', 'es');
    await visitor.open('/s/1/2');
    await visitor.send({ rail: 'tremendous' });
    expect(visitor.page.text).toContain('No hay nada que llenar.');
    expect(visitor.page.text).not.toContain('permiso');
    await visitor.send();
    await visitor.send();
    expect(visitor.page.path).toBe('/s/1');
    expect(visitor.page.text).toContain('Tarjeta de regalo');
    expect(visitor.page.text).toContain('Esto está listo');
    expect(gift.told).toEqual([{ kind: 'nothing' }, { kind: 'nothing' }]);
  });

  it('sends her to the page of a company that asks for itself, by a link that is made anew each time', async () => {
    await offer({ rails: ['stripe-connect'] });
    const { visitor, wayBack } = await aYesAt(theatre, '305.05');
    await visitor.open('/s/1/2');
    await visitor.send({ rail: 'stripe-connect' });
    await visitor.send({ seen: 'only_me' });
    expect(visitor.page.text).toContain('Stripe asks for the rest on its own page');
    await visitor.send({ givenName: 'Sam', surname: '', consent: 'yes' });
    expect(visitor.page.text).toContain('Write the last name');
    await visitor.send({ surname: 'Lee', consent: 'yes' });
    connect.status = 'needs_action';
    await visitor.send();
    expect(visitor.page.path).toBe('/s/1/6');
    expect(visitor.page.html).toContain('href="https://provider.example/onboarding/1"');
    await visitor.open('/s/1/7');
    expect(visitor.page.text).toContain('You are not done with this yet');
    connect.status = 'ready';
    await visitor.open('/s/1/7');
    expect(visitor.page.text).toContain('This is ready');
    expect((await visitor.open('/s/1/6')).path).toBe('/s/1');
    expect(connect.told[0]).toEqual({ kind: 'name', givenName: 'Sam', surname: 'Lee' });
    await theatre.drain();
    await comeBack(visitor, wayBack);
  });

  it('takes a debit card on the page of the company, tells it her name only, and shows its last digits', async () => {
    await offer({ rails: ['stripe-outbound'] });
    const { visitor } = await aYesAt(theatre, '309.09', 'es');
    await visitor.open('/s/1/2');
    expect(visitor.page.text).toMatch(/Cuenta de banco.*Una tarjeta de débito que usted tiene/s);
    expect(visitor.page.text).toContain('Muchas veces en media hora.');
    await visitor.send({ rail: 'debit-card' });
    expect(visitor.page.text).toContain('¿Quién puede ver esta cuenta?');
    await visitor.send({ seen: 'only_me' });
    expect(visitor.page.html).not.toContain('accountNumber');
    await visitor.send({ givenName: 'Sam', surname: 'Lee', consent: 'yes' });
    await visitor.send();
    expect(visitor.page.path).toBe('/s/1/6');
    const url = /href="(http[^"]+\/onboarding\/[^"]+)"/.exec(visitor.page.html)?.[1] ?? '';
    await visitor.open('/s/1/7');
    expect(visitor.page.text).toContain('Una tarjeta de débito que usted tiene');
    expect(visitor.page.text).toContain('Todavía falta algo aquí');
    await fillInCard(url);
    theatre.sandbox.desk.forward(minutes(1));
    await visitor.open('/s/1/7');
    expect(visitor.page.text).toContain('Tarjeta que termina en 56');
    expect(visitor.page.text).toContain('Esto está listo');
    const told = JSON.stringify(theatre.sandbox.desk.requests('/v2/'));
    expect(told).toContain('"cards\\":{\\"requested\\":true}');
    expect(told).not.toContain('4000056655665556');
    const [release] = await theatre.database.query<{ fields: string }>(
      `select details ->> 'fields' as fields from audit_event where act = 'ReleaseGranted' order by seq desc limit 1`,
    );
    expect(release?.fields).toBe('legal_name');
  });

  it('keeps what she had when she does not come back from there within a day', async () => {
    await offer({ rails: ['stripe-connect', 'tremendous'] });
    const { visitor, wayBack } = await aYesAt(theatre, '306.06');
    await visitor.open('/s/1/2');
    await visitor.send({ rail: 'tremendous' });
    await visitor.send();
    await visitor.send();
    await visitor.open('/s/1/2');
    await visitor.send({ rail: 'stripe-connect' });
    await visitor.send({ seen: 'only_me' });
    await visitor.send({ givenName: 'Sam', surname: 'Lee', consent: 'yes' });
    connect.status = 'needs_action';
    await visitor.send();
    theatre.clock.advance(hours(25));
    await comeBack(visitor, wayBack);
    await visitor.open('/s/1/7');
    expect(visitor.page.text).toContain('Gift card or cash by a link');
    expect(visitor.page.text).toContain('This is ready');
    expect(visitor.page.text).toContain('The way you had before is in use.');
    connect.status = 'ready';
  });

  it('says what is left to do when the company asks for more after the form, and leads there', async () => {
    await offer({ rails: ['stripe-outbound'] });
    const { visitor, wayBack } = await aYesAt(theatre, '310.10');
    await setUpPayment(visitor, '000999999991');
    await theatre.drain();
    await theatre.get(Methods).refresh();
    await theatre.drain();
    await visitor.open('/s');
    expect(visitor.page.text).toContain('The company that pays needs something more from you.');
    await visitor.follow('/s/1');
    expect(visitor.page.text).toContain('Your money waits for you.');
    expect(visitor.page.text).toMatch(/To do/);
    expect(visitor.page.text).not.toContain('You do not need to do anything');
    const finance = await staffAt(theatre, 'preparer');
    await finance.open('/finance');
    await finance.follow('/finance/waiting');
    expect(finance.page.text).toContain('The payment company asks the person for something more.');
    expect(finance.page.text).toMatch(/awd_/);
    await comeBack(visitor, wayBack);
    await visitor.open('/s/1');
    await visitor.follow('/s/1/6');
    const url = /href="(http[^"]+\/onboarding\/[^"]+)"/.exec(visitor.page.html)?.[1] ?? '';
    const body = new URLSearchParams({ birth: '1990-12-31' });
    await fetch(url, { method: 'POST', body, redirect: 'manual' });
    theatre.sandbox.desk.forward(minutes(1));
    await visitor.open('/s/1/7');
    expect(visitor.page.text).toContain('This is ready');
    expect((await finance.open('/finance/waiting')).text).toContain('Nobody.');
  });

  it('asks for an address from closed lists, and says at each field what is wrong', async () => {
    await offer({ rails: ['prepaid-card'] });
    const { visitor } = await aYesAt(theatre, '307.07');
    await visitor.open('/s/1/2');
    await visitor.send({ rail: 'prepaid-card' });
    expect(visitor.page.text).not.toContain('Who can see this account?');
    const good = {
      givenName: 'Sam',
      surname: 'Lee',
      line1: '1 Elm St',
      city: 'Austin',
      region: 'TX',
      postalCode: '73301 0001',
      consent: 'yes',
    };
    await visitor.send({ ...good, region: 'Utopia', postalCode: '123', line1: ' ' });
    expect(visitor.page.text).toContain('Pick the state from the list');
    expect(visitor.page.text).toContain('It has 5 numbers');
    expect(visitor.page.text).toContain('Write the street and the number');
    expect(visitor.page.html).toContain('value="Austin"');
    await visitor.send(good);
    await visitor.send();
    expect(visitor.page.text).toContain('This is ready');
    expect(card.told[0]).toMatchObject({ region: 'TX', postalCode: '73301-0001' });
  });

  it('asks for the number on a bill only if a bill is to be paid', async () => {
    await offer({ rails: ['manual'] });
    const { visitor } = await aYesAt(theatre, '308.08');
    await visitor.open('/s/1/2');
    await visitor.send({ rail: 'manual' });
    const bill = { way: 'vendor', payee: 'Landlord', address: '1 Elm St, Austin', account: '' };
    await visitor.send({ ...bill, consent: 'yes' });
    expect(visitor.page.text).toContain('Write the number on the bill');
    await visitor.send({ ...bill, way: 'check', consent: 'yes' });
    expect(visitor.page.text).toContain('A check');
    await visitor.send();
    expect(visitor.page.text).toContain('This is ready');
    await expectBooksToBalance(theatre);
  });
});
