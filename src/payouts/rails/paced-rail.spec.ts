import { paced, type Pacing } from './paced-rail.js';
import type { PayoutRail } from './rail.js';
import type { StatementEntry } from './statement.js';

const DAY = new Date('2026-03-01T12:00:00.000Z');

/** A rail whose list has so many lines, with what was counted and heard. */
function aRail(lines = 0, fails?: Error) {
  const counted: number[] = [];
  const heard: unknown[] = [];
  const called: string[] = [];
  const answer = (name: string): Promise<never> => {
    called.push(name);
    return fails ? Promise.reject(fails) : Promise.resolve(name as never);
  };
  const raw = {
    capabilities: { id: 'r', pace: { perPayment: 5, perQuestion: 3 } },
    bodyDigest: () => new Uint8Array(),
    submit: () => answer('submit'),
    fetch: () => answer('fetch'),
    recipient: () => answer('recipient'),
    feed: async function* () {
      for (let line = 0; line < lines; line += 1) yield await Promise.resolve({ entryId: line });
      if (fails) throw fails;
    },
  } as unknown as PayoutRail;
  const pacing: Pacing = {
    take: (_, requests) => {
      counted.push(requests);
      return Promise.resolve();
    },
    heard: (rail, error) => {
      heard.push([rail, error]);
      return Promise.resolve();
    },
  };
  return { raw, rail: paced(raw, pacing), pacing, counted, heard, called };
}

async function read(rail: PayoutRail): Promise<StatementEntry[]> {
  const lines: StatementEntry[] = [];
  for await (const line of rail.feed(DAY, DAY)) lines.push(line);
  return lines;
}

describe('A rail whose questions are counted', () => {
  it('counts what a question takes before it is asked, and hands the answer on', async () => {
    const { rail, counted, called } = aRail();
    expect([await rail.fetch('p'), await rail.recipient('p')]).toEqual(['fetch', 'recipient']);
    expect([counted, called]).toEqual([
      [3, 3],
      ['fetch', 'recipient'],
    ]);
  });

  it.each([
    'ensureRecipient',
    'recipient',
    'saveMethod',
    'onboardingLink',
    'lookup',
    'fetch',
    'finish',
    'cancel',
    'newClaim',
    'flagged',
    'release',
    'resolve',
    'balance',
    'restingAt',
  ])('counts %s as a question, and hands on what it was asked with', async (name) => {
    const { raw, pacing, counted } = aRail();
    Object.assign(raw, { [name]: (...given: unknown[]) => Promise.resolve(given) });
    const ask = Reflect.get(paced(raw, pacing), name) as (...given: unknown[]) => unknown;
    expect(await ask('a', 2)).toEqual(['a', 2]);
    expect(counted).toEqual([3]);
  });

  it.each(['events', 'feed'])('counts the pages of %s', async (name) => {
    const { raw, pacing, counted } = aRail(101);
    Object.assign(raw, { [name]: raw.feed.bind(raw) });
    const list = Reflect.get(paced(raw, pacing), name) as PayoutRail['feed'];
    for await (const line of list(DAY, DAY)) expect(line).toBeDefined();
    expect(counted).toEqual([1, 1]);
  });

  it('leaves payments to those who claim them, and what calls nobody alone', async () => {
    const { rail, counted } = aRail();
    await rail.submit({} as never);
    rail.bodyDigest({} as never);
    expect(counted).toEqual([]);
  });

  it('can no more than before', () => {
    const { rail } = aRail();
    expect(Reflect.get(rail, 'finish')).toBeUndefined();
    expect(Reflect.get(rail, 'events')).toBeUndefined();
  });

  it('asks nothing when it is not its turn', async () => {
    const { rail, pacing, called, heard } = aRail();
    pacing.take = () => Promise.reject(new Error('later'));
    await expect(rail.fetch('p')).rejects.toThrow('later');
    await expect(read(rail)).rejects.toThrow('later');
    expect([called, heard]).toEqual([[], []]);
  });

  it.each([
    [0, 1],
    [99, 1],
    [100, 2],
    [250, 3],
  ])('counts a list of %i lines as %i requests', async (lines, requests) => {
    const { rail, counted } = aRail(lines);
    expect(await read(rail)).toHaveLength(lines);
    expect(counted).toEqual(Array(requests).fill(1));
  });

  it('tells what went wrong, and throws it all the same', async () => {
    const error = new Error('no');
    const { rail, heard } = aRail(2, error);
    await expect(rail.fetch('p')).rejects.toBe(error);
    await expect(read(rail)).rejects.toBe(error);
    expect(heard).toEqual([
      ['r', error],
      ['r', error],
    ]);
  });
});
