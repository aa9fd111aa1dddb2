import {
  Facts,
  Inbox,
  type Notice,
  NOTICES_TASK,
  PlatformModule,
  Queue,
  UnitOfWork,
} from '#platform';
import { startModules, type RunningModules } from '../support/modules.js';

describe('the queue', () => {
  let house: RunningModules;
  let queue: Queue;
  let unitOfWork: UnitOfWork;
  const seen: string[] = [];
  beforeAll(async () => {
    house = await startModules([PlatformModule]);
    queue = house.get(Queue);
    unitOfWork = house.get(UnitOfWork);
    queue.handle('note', (payload) => {
      seen.push(String(payload['what']));
      return Promise.resolve();
    });
  });
  afterAll(() => house.stop());
  beforeEach(() => {
    seen.length = 0;
  });

  it('does what was queued when, and only when, the act is committed', async () => {
    await unitOfWork.run(() => queue.add('note', { what: 'kept' }));
    await expect(
      unitOfWork.run(async () => {
        await queue.add('note', { what: 'lost' });
        throw new Error('halfway');
      }),
    ).rejects.toThrow();
    await queue.drain();
    expect(seen).toEqual(['kept']);
  });

  it('tells every listener of a fact, each in a task of its own', async () => {
    const facts = house.get(Facts);
    const heard: string[] = [];
    for (const listener of ['one', 'other']) {
      facts.on('ThingDone', listener, (fact) => {
        heard.push(`${listener}:${fact.subject}:${String(fact.details?.['n'])}`);
        return Promise.resolve();
      });
    }
    await unitOfWork.run(() =>
      facts.record({ name: 'ThingDone', subject: 'x_1', details: { n: 7 } }),
    );
    await unitOfWork.run(() => facts.record({ name: 'NobodyListens', subject: 'x_1' }));
    await queue.drain();
    expect(heard.sort()).toEqual(['one:x_1:7', 'other:x_1:7']);
  });

  it('writes a notice once, however often it comes', async () => {
    const inbox = house.get(Inbox);
    const handled: string[] = [];
    const takeAll = (): Promise<Notice[]> => unitOfWork.run(() => inbox.take(10));
    queue.handle(NOTICES_TASK, async () => {
      for (const { eventId } of await takeAll()) {
        handled.push(eventId);
        await unitOfWork.run(() => inbox.markHandled('test', eventId));
      }
    });
    const notice = { provider: 'test', eventId: 'evt_1', type: 't', relatedObject: 'o_1' };
    const body = Buffer.from('{}');
    const results = await Promise.all(
      Array.from({ length: 10 }, () => inbox.receive(notice, body)),
    );
    expect(results.filter(Boolean)).toHaveLength(1);
    await queue.drain();
    expect(handled).toEqual(['evt_1']);
    expect(await takeAll()).toEqual([]);
  });

  it('leaves a notice alone for a while that could not be worked off, and gives it out again then', async () => {
    const inbox = house.get(Inbox);
    const take = (): Promise<Notice[]> => unitOfWork.run(() => inbox.take(10));
    await inbox.receive(
      { provider: 'test', eventId: 'evt_2', type: 't', relatedObject: null },
      Buffer.from('{}'),
    );
    expect((await take()).map(({ eventId }) => eventId)).toEqual(['evt_2']);
    expect(await take()).toEqual([]);
    await house.database.query(
      `update inbox set next_try_at = next_try_at - interval '61 seconds' where event_id = 'evt_2'`,
    );
    expect((await take()).map(({ eventId }) => eventId)).toEqual(['evt_2']);
  });
});
