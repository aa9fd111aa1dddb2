import { Facts, Inbox, NOTICE_TASK, PlatformModule, Queue, UnitOfWork } from '#platform';
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
    queue.handle(NOTICE_TASK, async (payload) => {
      const id = String(payload['eventId']);
      handled.push(id);
      await unitOfWork.run(() => inbox.markHandled('test', id));
    });
    const notice = { provider: 'test', eventId: 'evt_1', type: 't', relatedObject: 'o_1' };
    const body = Buffer.from('{}');
    const results = await Promise.all(
      Array.from({ length: 10 }, () => inbox.receive(notice, body)),
    );
    expect(results.filter(Boolean)).toHaveLength(1);
    await queue.drain();
    expect(handled).toEqual(['evt_1']);
    expect(await inbox.findUnhandled('test', 'evt_1')).toBeNull();
  });
});
