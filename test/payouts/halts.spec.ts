import { InvariantCheck } from '#jobs';
import { SendingHalts } from '#payouts';
import { setUpPayment } from '../../src/cli/story/applicant.js';
import type { Visitor } from '../../src/cli/story/visitor.js';
import { expectBooksToBalance, openTheatre, type Theatre } from '../support/stage.js';
import { aYesAt, payoutOf, staffAt } from './yes.js';

const FOUND = 'A row was changed by hand, and is mended.';
const STILL_BROKEN = 'asked again just now, and it is still broken';

describe('A halt of sending', () => {
  let theatre: Theatre;
  let payout: string;
  beforeAll(async () => {
    theatre = await openTheatre();
    const { visitor } = await aYesAt(theatre, '231.07');
    await setUpPayment(visitor);
    payout = await payoutOf(theatre, '231.07');
  });
  afterAll(async () => {
    await expectBooksToBalance(theatre);
    await theatre.stop();
  });

  const halts = (): SendingHalts => theatre.get(SendingHalts);
  const reasons = async (): Promise<string[]> =>
    (await halts().standing()).map(({ reason }) => reason);
  const letters = (): string[] =>
    theatre.sandbox.desk
      .inbox()
      .filter(({ subject }) => subject === 'Something to look at')
      .map(({ to, text }) => `${String(to)} ${text}`);

  /** The row says that its batch is paused; no batch is. */
  const breakPromise = (isBroken: boolean): Promise<unknown> =>
    theatre.database.query(`update payout set is_paused = $2 where id = $1`, [payout, isBroken]);
  const watch = (): Promise<void> => theatre.get(InvariantCheck).watch();

  async function releaserAtHalt(): Promise<Visitor> {
    const releaser = await staffAt(theatre, 'releaser');
    await releaser.open('/finance');
    await releaser.follow('/finance/halts/');
    return releaser;
  }

  it('says what breaks the promise, leads to it, and says what to do', async () => {
    await breakPromise(true);
    await expect(watch()).rejects.toMatchObject({ code: 'INVARIANTS_BROKEN' });
    const releaser = await releaserAtHalt();
    expect(releaser.page.text).toContain(
      'A payout stands still if and only if its batch is paused.',
    );
    expect(releaser.page.text).toContain('1 case');
    expect(releaser.page.html).toContain(`<a href="/finance/payouts/${payout}">${payout}</a>`);
    expect(releaser.page.text).toContain(
      'Give the sentence and what is named above to whoever runs',
    );
    expect((await releaser.follow(`/finance/payouts/${payout}`)).status).toBe(200);
  });

  it('tells everybody of finance once, and only that there is something to look at', async () => {
    await expect(watch()).rejects.toMatchObject({ code: 'INVARIANTS_BROKEN' });
    await theatre.drain();
    const told = letters();
    expect(told.length).toBeGreaterThan(1);
    expect(new Set(told).size).toBe(told.length);
    expect(told.join(' ')).not.toMatch(/pay_|promise|stopped|\$/);
  });

  it('is not taken away while its promise is still broken', async () => {
    const releaser = await releaserAtHalt();
    await releaser.send({ reason: FOUND }, '/finance/halts/');
    expect(releaser.page.status).toBe(409);
    expect(releaser.page.text.split(STILL_BROKEN)).toHaveLength(3);
    expect(releaser.page.html).toContain(FOUND);
    expect(await reasons()).toHaveLength(1);
  });

  it('for another reason does not hide a promise that broke since', async () => {
    const [broken] = await halts().standing();
    await theatre.database.query(`delete from sending_halt where seq = $1`, [broken?.seq]);
    await halts().halt('A test of the brakes.');
    const releaser = await releaserAtHalt();
    expect(releaser.page.text).toContain('sign in at the payment company');
    await releaser.send({ reason: FOUND }, '/finance/halts/');
    expect(await reasons()).toEqual([
      'A promise is broken: A payout stands still if and only if its batch is paused.',
    ]);
  });

  it('is taken away once the promise is kept again', async () => {
    await breakPromise(false);
    const releaser = await releaserAtHalt();
    await releaser.send({ reason: FOUND }, '/finance/halts/');
    expect(releaser.page.text).not.toContain('Sending is stopped');
    expect(await reasons()).toEqual([]);
  });

  it('about a payment leads to the payout, and one of the reconciliation to its breaks', async () => {
    await halts().halt(`The provider paid another amount than payout ${payout} says.`);
    await halts().halt('Reconciliation: provider_only.');
    const releaser = await staffAt(theatre, 'releaser');
    const pages = [];
    for (const { seq } of await halts().standing()) {
      pages.push((await releaser.open(`/finance/halts/${seq}`)).html);
      await releaser.send({ reason: 'Only a test of the pages.' }, '/finance/halts/');
    }
    expect(pages[0]).toContain(`<a href="/finance/payouts/${payout}">${payout}</a>`);
    expect(pages[1]).toContain('<a href="/finance/reconciliation">');
    expect(await reasons()).toEqual([]);
  });
});
