import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
const SCRIPT = join(ROOT, 'scripts/prove.mjs');

function prove(...words: string[]): { status: number | null; line: Record<string, unknown> } {
  const run = spawnSync(process.execPath, [SCRIPT, ...words], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  const last = run.stdout.trim().split('\n').at(-1) ?? '';
  if (!last.startsWith('{')) throw new Error(`${run.stdout}${run.stderr}`);
  return { status: run.status, line: JSON.parse(last) as Record<string, unknown> };
}

describe('Real processes', () => {
  it('pay everybody once while processes, provider, wires and database fail', () => {
    // It ends by itself: whatever still held a connection would keep it here.
    const { status, line } = prove('--only', 'processes', '--faults', '60', '--json');
    expect(line).toMatchObject({
      double: 0,
      lost: 0,
      marked_paid_without_money: 0,
      cents_difference: 0,
      stuck: 0,
      notices_twice: 0,
      broken_promises: [],
      halts: [],
    });
    expect(status).toBe(0);
    expect(line['total']).toBeGreaterThanOrEqual(60);
    expect(line['payouts']).toBeGreaterThanOrEqual(100);
  }, 300_000);

  it('pay again what a restore forgot, unless somebody says that a backup was put back', () => {
    const { status, line } = prove('--only', 'processes', '--without', 'epoch');
    expect(line).toMatchObject({ processes: '1/1', quiet_with_all: true });
    expect(status).toBe(0);
  }, 300_000);
});
