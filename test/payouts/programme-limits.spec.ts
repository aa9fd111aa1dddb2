import { Applications, type Programme } from '#applications';
import { Money } from '#kernel';
import type { RailCapabilities } from '#payouts';
import { setUpPayment } from '../../src/cli/story/applicant.js';
import { prepareBatch } from '../../src/cli/story/staff.js';
import { openTheatre, type Theatre } from '../support/stage.js';
import { inventRail } from './invented-rails.js';
import { aYesAt, payoutOf, staffAt } from './yes.js';

const usd = (minor: number): Money => Money.of(BigInt(minor), 'USD');
const LINK: Partial<RailCapabilities> = {
  provider: 'tremendous',
  onboarding: 'none',
  recipientNeeds: [],
  onlookers: ['phone_finders'],
};
const MARK = 'outside this programme’s limits';

// Goal: what a programme says about its ways holds for each payment, and finance sees where it does not any more.
// Method: over HTTP; the policy changes between her choice and the batch.
describe("The limits of a programme's ways", () => {
  let theatre: Theatre;
  beforeAll(async () => {
    theatre = await openTheatre();
    inventRail(theatre, { ...LINK, id: 'tremendous' });
  });
  afterAll(() => theatre.stop());

  async function policy(change: Partial<Programme>): Promise<void> {
    const applications = theatre.get(Applications);
    const programme = (await applications.programmes()).find(({ code }) => code === 'EMERGENCY');
    if (!programme) throw new Error('The demo has an emergency programme.');
    await applications.saveProgramme({ ...programme, railLimits: {}, ...change });
  }

  it('hold for her smallest payment as for her largest', async () => {
    const least = { tremendous: { least: usd(20_000), most: null } };
    await policy({ rails: ['tremendous', 'stripe-outbound'], railLimits: least });
    const { visitor } = await aYesAt(theatre, '305.21');
    expect((await visitor.open('/s/1/2')).text).toContain('Gift card');
    await theatre.database.query(
      `with part as (
         update instalment set amount_minor = 20521
         where award_id = (select id from award where amount_minor = 30521) returning award_id, due_on, state)
       insert into instalment (id, award_id, number, amount_minor, due_on, state)
       select 'ins_00000000000000000001', award_id, 2, 10000, due_on + 30, 'planned' from part`,
    );
    await visitor.open('/s/1/2');
    expect(visitor.page.text).not.toContain('Gift card');
    expect(visitor.page.text).toContain('Bank account');
  });

  it('mark in the batch what is outside them by now, and refuse nothing', async () => {
    await policy({ rails: ['stripe-outbound'] });
    const { visitor } = await aYesAt(theatre, '306.22');
    await setUpPayment(visitor);
    const payout = await payoutOf(theatre, '306.22');
    const check = async (): Promise<string> => {
      const preparer = await staffAt(theatre, 'preparer');
      await preparer.open('/finance/ready');
      await preparer.send({}, '/finance/ready/check');
      return preparer.page.text;
    };
    expect(await check()).not.toContain(MARK);
    const most = { 'stripe-outbound': { least: null, most: usd(30_000) } };
    await policy({ rails: ['stripe-outbound'], railLimits: most });
    expect(await check()).toContain(MARK);
    expect(await check()).toContain('1 is outside the limits that its programme has now.');
    const least = { 'stripe-outbound': { least: usd(40_000), most: null } };
    await policy({ rails: ['stripe-outbound'], railLimits: least });
    expect(await check()).toContain(MARK);
    await policy({ rails: ['tremendous'] });
    expect(await check()).toContain('Its programme does not offer this way now.');

    const batch = await prepareBatch(await staffAt(theatre, 'preparer'), [payout]);
    const releaser = await staffAt(theatre, 'releaser');
    await releaser.open(`${batch}/release`);
    expect(releaser.page.text).toContain(MARK);
    expect(releaser.page.text).toContain('1 is outside the limits');
    expect(releaser.page.html).toContain('name="seen"');
  });
});
