import { PayoutsModule } from '#payouts';
import { sendingIn } from '../../src/cli/commands/sending.js';
import { startModules, type RunningModules } from '../support/modules.js';
import { hear, type Told } from './hearing.js';

describe('fund sending', () => {
  let running: RunningModules;
  beforeAll(async () => {
    running = await startModules([PayoutsModule]);
  });
  afterAll(() => running.stop());

  const fundSending = (...words: string[]): Promise<Told> => hear(() => sendingIn(running, words));

  it('says that nothing was sent from a fresh database', async () => {
    const { status, out } = await fundSending();
    expect([status, out]).toEqual([0, 'Nothing was ever sent from this database.\n']);
  });

  it('begins an epoch by hand and says that nothing is sent before the comparison', async () => {
    const words = ['--reason', 'A snapshot was put back.', '--since', '2026-03-01T12:00:00Z'];
    const { status, out } = await fundSending('new-epoch', ...words);
    expect([status, out]).toEqual([0, expect.stringContaining('A snapshot was put back.')]);
    expect(out).toContain('No way to pay was compared yet');
    const { out: json } = await fundSending('--json');
    expect(JSON.parse(json)).toMatchObject({
      epoch: { n: 1, knownUntil: '2026-03-01T12:00:00.000Z' },
      reconciled: [],
    });
  });

  it('needs a reason', async () => {
    await expect(sendingIn(running, ['new-epoch'])).rejects.toMatchObject({
      code: 'REASON_MISSING',
    });
  });

  it.each([[['new-epok']], [['new-epoch', '--reason', 'x', '--since', 'yesterday']]])(
    'refuses %j',
    async (words) => {
      await expect(sendingIn(running, words)).rejects.toThrow(/does not know|is an instant/);
    },
  );
});
