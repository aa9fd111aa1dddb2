import { verifyBundle } from '../../src/exports/bundle/verify.mjs';
import { Dice } from '../../bench/bundle/history.js';
import { Desk } from './desk.js';
import { TAMPERINGS } from './tamperings.js';
import { worldOf, type Tampering, type World } from './world.js';

const TAMPERS = 10_000;
const WORLDS = 50;
const CLEAN = 1_000;
const SEED = 20_260_301;
/** A minute of work, on a machine that may be busy with other tests. */
const LONG_MS = 600_000;

describe('the program that checks a bundle', () => {
  const desks: { world: World; desk: Desk }[] = [];

  beforeAll(() => {
    for (let n = 0; n < WORLDS; n += 1) {
      const world = worldOf(SEED + n);
      desks.push({ world, desk: new Desk(world) });
    }
  });
  afterAll(() => {
    for (const { desk } of desks) desk.remove();
  });

  it(
    'accuses none of a thousand clean logs',
    async () => {
      const accused: string[] = [];
      for (let n = 0; n < CLEAN; n += 1) {
        const desk = new Desk(worldOf(n));
        const all = desk.options(['last', 'vkey', 'witnesses']);
        const { status, sentence } = await verifyBundle(desk.bundle, n % 2 === 0 ? all : {});
        if (status !== 0) accused.push(`${String(n)}: ${sentence}`);
        desk.remove();
      }
      expect(accused).toEqual([]);
    },
    LONG_MS,
  );

  it(
    'detects every one of ten thousand tamperings, and says where',
    async () => {
      const dice = new Dice(SEED);
      const table = new Map<string, { tried: number; detected: number }>();
      const missed: string[] = [];
      let done = 0;
      while (done < TAMPERS) {
        const tampering: Tampering = TAMPERINGS[done % TAMPERINGS.length] ?? dice.pick(TAMPERINGS);
        const { world, desk } = dice.pick(desks);
        const crime = tampering.commit(world, dice);
        if (crime === null) continue;
        done += 1;
        const row = table.get(tampering.name) ?? { tried: 0, detected: 0 };
        table.set(tampering.name, row);
        row.tried += 1;
        const options = desk.options(crime.brings);
        const { status, sentence } = await desk.with(crime, () =>
          verifyBundle(desk.bundle, options),
        );
        const [verdict] = sentence.split(':');
        const fits = verdict === (status === 2 ? 'CANNOT TELL' : 'TAMPERED');
        if (status !== 0 && fits && tampering.place.test(sentence)) row.detected += 1;
        else missed.push(`${tampering.name}: ${String(status)} ${sentence}`);
      }
      const lines = [...table].map(
        ([name, { tried, detected }]) =>
          `${name.padEnd(76)}${String(tried).padStart(6)}${String(detected).padStart(6)}`,
      );
      process.stdout.write(`${lines.join('\n')}\n`);
      expect(missed.slice(0, 10)).toEqual([]);
      expect(done).toBe(TAMPERS);
    },
    LONG_MS,
  );
});
