import { newId } from '#kernel';
import { RailRegistry, SendingHalts } from '#payouts';
import { Reconciler } from '#reconciliation';
import { signIn } from '../../src/cli/story/staff.js';
import type { Visitor } from '../../src/cli/story/visitor.js';
import { openTheatre, type Theatre } from '../support/stage.js';
import { RAIL, usd } from './account-at-provider.js';

// Goal: finance sees whether everything agrees, and deals with what does not, by clicking.
// Method: over HTTP, without scripts, against the provider's sandbox; the clock is moved by hand.
describe('the pages of reconciliation', () => {
  let theatre: Theatre;
  let preparer: Visitor;
  let releaser: Visitor;

  beforeAll(async () => {
    theatre = await openTheatre();
    theatre.sandbox.desk.change({ capabilityDelayMs: 0 });
    preparer = theatre.visitor();
    releaser = theatre.visitor();
    await signIn(preparer, 'preparer', theatre.stage.now());
    await signIn(releaser, 'releaser', theatre.stage.now());
  });

  afterAll(() => theatre.stop());

  const HOME = '/finance/reconciliation';

  it('says that nothing was compared before the first run', async () => {
    const page = await preparer.open(HOME);
    expect(page.text).toContain('Nothing has been compared yet');
    expect(page.text).toContain('0 open breaks');
    expect(page.text).toContain('No run yet');
  });

  it('compares when asked, shows the progress, and agrees', async () => {
    await preparer.send({}, '/reconciliation/run');
    expect(preparer.page.path).toBe(HOME);
    expect(preparer.page.text).toContain('A run is in progress');
    expect(preparer.page.text).toContain('A run is in progress. Look again');
    await theatre.drain();
    const page = await preparer.open(HOME);
    expect(page.text).not.toContain('A run is in progress');
    expect(page.text).toContain('$0.00 unexplained agrees');
    expect(page.text).toContain('No open break');
  });

  it('has two people write off money that left without an order', async () => {
    const rail = theatre.get(RailRegistry).get(RAIL);
    const details = {
      kind: 'bank_account',
      country: 'US',
      givenName: 'Nobody',
      surname: 'Known',
      routingNumber: '110000000',
      accountNumber: '000123456789',
      accountType: 'checking',
    } as const;
    const { ref } = await rail.ensureRecipient(details, 'stranger-recipient');
    const saved = await rail.saveMethod(ref, details, 'stranger-method');
    if (saved.kind !== 'saved') throw new Error('The sandbox refused the stranger.');
    await rail.submit({
      key: 'stranger-payment',
      reference: newId('payout'),
      recipient: ref,
      method: saved.ref,
      amount: usd(77_700),
    });
    await theatre.get(Reconciler).run(RAIL);

    const overview = await preparer.open(HOME);
    expect(overview.text).toContain('1 open break');
    expect(overview.text).toContain('provider only stops sending');
    expect(overview.text).toContain('-$777.00');
    expect(await theatre.get(SendingHalts).standing()).toHaveLength(1);

    await preparer.follow(`${HOME}/breaks/`);
    const path = preparer.page.path;
    expect(preparer.page.html).not.toContain(`${path}/resolve`);
    await preparer.send({}, '/take');
    await preparer.follow('/write-off');
    await preparer.send({ reason: '' }, '/write-off');
    expect(preparer.page.status).toBe(422);
    expect(preparer.page.text).toContain('Say why, in 3 to 300 characters.');
    await preparer.send({ reason: 'Reported; the provider knows no sender.' }, '/write-off');
    expect(preparer.page.text).toContain('Somebody else confirms the write-off');
    expect(preparer.page.html).not.toContain(`${path}/confirm`);

    await releaser.open(path);
    await releaser.follow('/confirm');
    expect(releaser.page.text).toContain('the provider knows no sender');
    await releaser.send({}, '/confirm');
    expect(releaser.page.text).toContain('written off');
    const after = await releaser.open(HOME);
    expect(after.text).toContain('0 open breaks');
  });

  it('knows no break that does not exist', async () => {
    const page = await preparer.open(`${HOME}/breaks/${newId('break')}`);
    expect(page.status).toBe(404);
    expect((await preparer.open(`${HOME}/breaks/nonsense`)).status).toBe(404);
  });

  it('has an empty list of payment traces', async () => {
    const page = await preparer.open(`${HOME}/traces`);
    expect(page.text).toContain('Nobody says that money is missing');
  });
});
