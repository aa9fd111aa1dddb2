import { existsSync } from 'node:fs';
import { fund } from '../../src/cli/fund.js';
import { exportWith } from './export-words.js';
import { hear } from './hearing.js';

describe('fund, told what it cannot do', () => {
  it.each([
    [['nonsense'], /fund COMMAND/],
    [['verify', '--nope'], /Unknown option.*Usage: fund verify/s],
    [['verify', 'surplus'], /Unexpected argument.*Usage: fund verify/s],
    [['jobs', '--limit', 'many'], /The limit is a whole number.*Usage: fund jobs/s],
    [['export'], /Say which format: --format csv\..*Usage: fund export/s],
    [exportWith({ format: 'xml' }), /choose one of csv, .*EXPORT_FORMAT_UNKNOWN/],
    [exportWith({ from: '2026-02-30' }), /EXPORT_DATE_INVALID/],
    [exportWith({ from: '2026-02-01' }), /EXPORT_DAYS_REVERSED/],
    [exportWith({ out: 'package.json' }), /package\.json is a file\..*OUT_NOT_A_FOLDER/],
    [exportWith({ out: 'package.json/x' }), /OUT_NOT_A_FOLDER/],
    [exportWith({ out: '/proc/nowhere' }), /OUT_NOT_WRITABLE/],
    [exportWith({ out: 'src' }), /src is not empty.*OUT_NOT_EMPTY/],
    [['story', '--url', 'nowhere'], /nowhere is no address\./],
    [['story', '--url', 'http://127.0.0.1:9'], /Nothing answers at/],
  ])('ends with status 2 and a sentence: %j', async (words, sentence) => {
    const { status, out, err } = await hear(() => fund(words));
    expect(status).toBe(2);
    expect(`${out}${err}`).toMatch(sentence);
    expect(err).not.toMatch(/^\s+at /m);
    expect(existsSync('unused')).toBe(false);
  });

  it.each([[['help']], [['--help']], [[]]])('lists its commands: %j', async (words) => {
    const { status, out } = await hear(() => fund(words));
    expect(status).toBe(0);
    expect(out).toMatch(/ {2}verify +Checks every promise/);
  });

  it('tells of one command', async () => {
    for (const words of [
      ['help', 'verify'],
      ['verify', '--help'],
    ]) {
      const { status, out } = await hear(() => fund(words));
      expect([status, out]).toEqual([0, expect.stringMatching(/^fund verify \[--json\]\n/)]);
    }
  });
});
