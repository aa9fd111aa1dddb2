import { SAFEGUARDS, type Absence } from '../../prove/safeguards.js';
import { Chance } from '../../prove/simulator/chance.js';
import { simulateMany } from '../../prove/simulator/many.js';
import { simulate } from '../../prove/simulator/simulate.js';

const SEEDS = 800;
/** Where the search for harm begins: close to a seed that finds it, so that the search is short. */
const NEAR: Readonly<Record<Absence, number>> = {
  lookup: 4,
  quiet: 13,
  fence: 2_748,
  'mark-before-send': 10,
  'inbox-once': 1,
  'unique-ledger-key': 2,
  epoch: 344,
  ways: 3,
};

describe('The simulator', () => {
  it('pays everybody once, whatever breaks', async () => {
    const { failed, faults, seeds } = await simulateMany({ first: 1, seeds: SEEDS });
    expect(failed.map(({ seed, violations }) => [seed, ...violations])).toEqual([]);
    expect(seeds).toBe(SEEDS);
    expect(Object.keys(faults).length).toBeGreaterThanOrEqual(18);
  });

  it('tells the same story of a seed again', async () => {
    const first = await simulate(702, { isTold: true });
    const again = await simulate(702, { isTold: true });
    expect(again.trace).toEqual(first.trace);
    expect(first.trace.length).toBeGreaterThan(20);
  });

  it.each<Absence>([...SAFEGUARDS, 'ways'])('finds harm without %s', async (without) => {
    const { failed } = await simulateMany({ first: NEAR[without], seeds: 6_000, without });
    expect(failed.length).toBe(1);
  });
});

describe('Chance', () => {
  it('is the same for a seed, and even', () => {
    const chance = new Chance(7);
    const again = new Chance(7);
    const counts = new Map<number, number>();
    let differences = 0;
    for (let throws = 0; throws < 60_000; throws += 1) {
      const eyes = chance.between(1, 6);
      differences += again.between(1, 6) === eyes ? 0 : 1;
      counts.set(eyes, (counts.get(eyes) ?? 0) + 1);
    }
    expect(differences).toBe(0);
    expect([...counts.keys()].sort()).toEqual([1, 2, 3, 4, 5, 6]);
    for (const count of counts.values()) expect(Math.abs(count - 10_000)).toBeLessThan(500);
  });
});
