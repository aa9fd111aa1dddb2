import { setUpPayment } from '../../src/cli/story/applicant.js';
import { prepareBatch, releaseBatch } from '../../src/cli/story/staff.js';
import { openTheatre, type Theatre } from '../support/stage.js';
import { switchOff } from './invented-rails.js';
import { aYesAt, payoutOf, staffAt } from './yes.js';

const RAIL = 'stripe-outbound';

// Goal: what was to be paid by a way that is switched off stays in sight, with what to do; no page fails over it.
// Method: over HTTP, with a rail that is taken out of the house while payments are ready, locked and on their way.
describe('A way to pay that is switched off', () => {
  let theatre: Theatre;
  const payouts: string[] = [];
  let batch = '';
  let switchOn: () => void = () => undefined;

  beforeAll(async () => {
    theatre = await openTheatre();
    for (const amount of ['215.09', '216.10', '217.11']) {
      const { visitor } = await aYesAt(theatre, amount);
      await setUpPayment(visitor);
      payouts.push(await payoutOf(theatre, amount));
    }
    const preparer = await staffAt(theatre, 'preparer');
    const [sent, locked] = payouts;
    const first = await prepareBatch(preparer, [sent ?? '']);
    await releaseBatch(await staffAt(theatre, 'releaser'), first);
    await theatre.drain();
    batch = await prepareBatch(preparer, [locked ?? '']);
    switchOn = switchOff(theatre, RAIL);
  });
  afterAll(() => theatre.stop());

  it('keeps what is ready to pay on the list, and says what to do', async () => {
    const preparer = await staffAt(theatre, 'preparer');
    await preparer.open('/finance/ready');
    expect(preparer.page.status).toBe(200);
    expect(preparer.page.text).toContain(payouts[2]);
    expect(preparer.page.text).toContain('$217.11');
    expect(preparer.page.text).toContain('This way is switched off here');
    expect(preparer.page.text).toContain('each can choose another way on their page');
    expect(preparer.page.html).not.toContain('Check the batch');
  });

  it('makes no batch of it', async () => {
    const preparer = await staffAt(theatre, 'preparer');
    await preparer.open('/finance/ready');
    const _form = /name="_form" value="([^"]+)"/.exec(preparer.page.html)?.[1] ?? '';
    await preparer.post('/finance/ready/check', { _form, rail: RAIL });
    expect(preparer.page.status).toBe(422);
    expect(preparer.page.text).toContain('Nothing can be paid by a way that is switched off.');
    await preparer.post('/finance/ready', { _form, rail: RAIL, seen: '00'.repeat(32) });
    expect(preparer.page.status).toBe(422);
    expect(preparer.page.text).toContain('Nothing can be paid by a way that is switched off.');
  });

  it('shows a batch that waits, which can be taken apart but not released', async () => {
    const releaser = await staffAt(theatre, 'releaser');
    await releaser.open(batch);
    expect(releaser.page.status).toBe(200);
    expect(releaser.page.text).toContain(`by ${RAIL}`);
    await releaser.open(`${batch}/release`);
    expect(releaser.page.status).toBe(200);
    expect(releaser.page.text).toContain('This way is switched off here');
    expect(releaser.page.html).not.toContain('name="seen"');
    await releaser.open(`${batch}/cancel`);
    expect(releaser.page.status).toBe(200);
  });

  it('shows payouts on their way, and who looks after one reads that nobody is asked', async () => {
    const [sent] = payouts;
    await theatre.database.query(
      `update payout set released_at = $2::timestamptz - interval '8 days' where id = $1`,
      [sent, theatre.clock.now()],
    );
    const preparer = await staffAt(theatre, 'preparer');
    await preparer.open(`/finance/payouts/${sent ?? ''}`);
    expect(preparer.page.status).toBe(200);
    expect(preparer.page.text).not.toContain('Ask the payment company now');
    await preparer.open('/finance/exceptions');
    expect(preparer.page.text).toContain('This way is switched off here, so nobody is asked.');
    await preparer.open(`/finance/exceptions/${sent ?? ''}/other`);
    expect(preparer.page.status).toBe(200);
  });

  it('is paid by as before once it is on again', async () => {
    switchOn();
    await releaseBatch(await staffAt(theatre, 'releaser'), batch);
    await theatre.drain();
    const preparer = await staffAt(theatre, 'preparer');
    expect((await preparer.open('/finance/ready')).html).toContain('Check the batch');
    expect((await preparer.open(batch)).text).toContain('Bank transfer');
  });
});
