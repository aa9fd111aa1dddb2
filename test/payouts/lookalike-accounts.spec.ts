import { Applications } from '#applications';
import { minutes } from '#kernel';
import { setUpPayment } from '../../src/cli/story/applicant.js';
import type { Visitor } from '../../src/cli/story/visitor.js';
import { fillIn } from '../sandbox/support.js';
import { openTheatre, type Theatre } from '../support/stage.js';
import { aYesAt, payoutOf, staffAt } from './yes.js';

const BANK = 'stripe-outbound';
const CONNECT = 'stripe-connect';
/** The bank of everybody here: the one that a person names on Stripe's page in these tests. */
const ROUTING = '110000000';
const LOOKS_THE_SAME =
  'Another person’s account, given by another way, looks the same: same bank, same last four digits.';

// Goal: one account that is given here by one person and on Stripe's pages by another one is looked at before money leaves.
// Method: over HTTP, as the two of them and as the people of finance.
describe('An account that looks like another person’s of another way', () => {
  let theatre: Theatre;
  beforeAll(async () => {
    theatre = await openTheatre({ STRIPE_CONNECT: 'yes' });
    const applications = theatre.get(Applications);
    const programme = (await applications.programmes()).find(({ code }) => code === 'EMERGENCY');
    if (!programme) throw new Error('The demo has an emergency programme.');
    await applications.saveProgramme({ ...programme, railLimits: {}, rails: [BANK, CONNECT] });
  });
  afterAll(() => theatre.stop());

  /** Somebody got a yes and gave this account in our own form; her payout is ready to pay. */
  async function byOurForm(amount: string, account: string): Promise<string> {
    const { visitor } = await aYesAt(theatre, amount);
    await setUpPayment(visitor, account, ROUTING);
    return payoutOf(theatre, amount);
  }

  /** The same, with the account given on Stripe's own page. */
  async function onTheirPage(amount: string, account: string): Promise<string> {
    const { visitor } = await aYesAt(theatre, amount);
    await visitor.open('/s/1/2');
    await visitor.send({ rail: CONNECT });
    await visitor.send({ seen: 'only_me' });
    await visitor.send({ givenName: 'Kim', surname: 'Roe', consent: 'yes' });
    await visitor.send();
    const url = /href="(http[^"]+\/onboarding\/[^"]+)"/.exec(visitor.page.html)?.[1] ?? '';
    await fillIn(url, account);
    theatre.sandbox.desk.forward(minutes(1));
    await visitor.open('/s/1/7');
    return payoutOf(theatre, amount);
  }

  /** What the preparer reads before a batch of everything that is ready by this way is locked. */
  async function checked(rail: string): Promise<Visitor> {
    const preparer = await staffAt(theatre, 'preparer');
    await preparer.open('/finance/ready');
    await preparer.send({ rail, leftOut: [] }, '/finance/ready/check');
    return preparer;
  }

  const payoutsNamed = ({ page }: Visitor): string[] =>
    [...page.text.matchAll(/(pay_[0-9a-z]+) ?: Another person’s account/g)].map(
      ([, id = '']) => id,
    );

  it('is nothing among accounts of one way, which are told apart by the whole number', async () => {
    await byOurForm('301.01', '000111333444');
    await byOurForm('302.02', '000222333444');
    const preparer = await checked(BANK);
    expect(preparer.page.text).toContain('302.02');
    expect(preparer.page.text).not.toContain('looks the same');
    expect(preparer.page.text).not.toContain('account also used by others');
  });

  it('is told to who prepares and who releases, in the batches of both ways, and holds nobody', async () => {
    const here = await byOurForm('303.03', '000555666777');
    expect(payoutsNamed(await checked(BANK))).toEqual([]);
    const there = await onTheirPage('304.04', '000555666777');
    expect(payoutsNamed(await checked(CONNECT))).toEqual([there]);

    const preparer = await checked(BANK);
    expect(payoutsNamed(preparer)).toEqual([here]);
    expect(preparer.page.text).toContain(LOOKS_THE_SAME);
    expect(preparer.page.text).not.toContain('account also used by others');
    await preparer.send({}, '/finance/ready');
    const releaser = await staffAt(theatre, 'releaser');
    await releaser.open(`${preparer.page.path}/release`);
    expect(payoutsNamed(releaser)).toEqual([here]);
    expect(await theatre.database.query('select 1 from hold')).toEqual([]);
  });

  it('is known by keyed marks alone, which go with the mark of the whole account', async () => {
    const marks = await theatre.database.query<{ rail: string; mark: string; length: number }>(
      `select rail, encode(likeness, 'hex') as mark, length(likeness) as length
       from payout_method where fingerprint is not null`,
    );
    expect(marks).toHaveLength(4);
    expect(new Set(marks.map(({ length }) => length))).toEqual(new Set([32]));
    expect(new Set(marks.map(({ mark }) => mark)).size).toBe(2);
    await expect(
      theatre.database.query('update payout_method set fingerprint = null'),
    ).rejects.toThrow('payout_method_likeness_goes_too');
  });
});
