import { LogCheck, Publication, VerificationRuns } from '#audit';
import { anOrder, openLog, type LogHouse } from './log-house.js';

describe('the check of the live log', () => {
  let house: LogHouse;
  beforeAll(async () => {
    house = await openLog();
    await house.must(anOrder('fund.received.unrestricted'), anOrder('fund.received.unrestricted'));
    await house.event();
    await house.sealer.seal();
    await house.event();
    await house.sealer.seal();
    await house.get(Publication).publishNow();
    const tables = ['ledger.entry', 'ledger.posting', 'audit_event', 'leaf', 'checkpoint'];
    for (const sql of tables.map((table) => `alter table ${table} disable trigger user`)) {
      await house.database.query(sql);
    }
  });
  afterAll(() => house.stop());

  const findings = async (): Promise<string> =>
    (await house.get(LogCheck).check()).findings.join('\n');

  it('finds nothing in what was left alone', async () => {
    const seen: number[] = [];
    const report = await house.get(LogCheck).check((checked) => {
      seen.push(checked);
      return Promise.resolve();
    });
    expect(report).toMatchObject({ checkpoints: 2, findings: [] });
    expect(seen.at(-1)).toBe(report.leaves);
  });

  /** What somebody with the owner's login does, how it is undone, and the sentence it is found with. */
  const HANDS: readonly (readonly [string, string, string, RegExp])[] = [
    [
      'changes an amount',
      'update ledger.posting set amount = amount + 1 where entry_seq = 1 and line = 1',
      'update ledger.posting set amount = amount - 1 where entry_seq = 1 and line = 1',
      /^Leaf \d+: entry 1 is not what was sealed\.$/,
    ],
    [
      'changes who did it',
      `update audit_event set actor = 'x' where seq = (select max(seq) from audit_event)`,
      `update audit_event set actor = 'system' where seq = (select max(seq) from audit_event)`,
      /^Leaf \d+: event \d+ is not what was sealed\.$/,
    ],
    [
      'changes a row and its leaf',
      `update audit_event set actor = 'x' where seq = 1;
       update leaf set hash = sha256('\\x00'::bytea || convert_to((select body from event_leaf where seq = 1), 'UTF8'))
       where source = 'event' and seq = 1`,
      `update audit_event set actor = 'per_admin' where seq = 1;
       update leaf set hash = sha256('\\x00'::bytea || convert_to((select body from event_leaf where seq = 1), 'UTF8'))
       where source = 'event' and seq = 1`,
      /^The first \d+ leaves do not make the root in the checkpoint of that size\.$/,
    ],
    [
      'adds a row behind the watermark',
      `insert into audit_event (kind, act, actor, subject, txid, at)
       values ('act', 'Planted', 'system', 'x', '3', clock_timestamp() - interval '1 day')`,
      `delete from audit_event where act = 'Planted'`,
      /^The event \d+ of \S+ is in no leaf\.$/,
    ],
    [
      'removes a row',
      `create table away as select * from audit_event where act = 'Tested' order by seq limit 1;
       delete from audit_event where seq in (select seq from away)`,
      `insert into audit_event overriding system value select * from away; drop table away`,
      /^Leaf \d+ stands for event \d+, which is gone\.$/,
    ],
    [
      'removes a leaf',
      `create table away as select * from leaf where idx = 2; delete from leaf where idx = 2`,
      `insert into leaf select * from away; drop table away`,
      /^Leaf 2 is missing\.$/,
    ],
    [
      'changes a checkpoint',
      `update checkpoint set note = replace(note, E'log\\n', E'log2\\n')`,
      `update checkpoint set note = replace(note, E'log2\\n', E'log\\n')`,
      /^The checkpoint of \d+ leaves does not say what its row says\.$/,
    ],
  ];

  it.each(HANDS)('finds out who %s', async (_hand, doing, undoing, sentence) => {
    await house.database.query(doing);
    const found = await findings();
    await house.database.query(undoing);
    expect(found.split('\n')[0]).toMatch(sentence);
    expect(await findings()).toBe('');
  });

  it('runs once at a time, and keeps what it found', async () => {
    const runs = house.get(VerificationRuns);
    const first = await runs.ask('per_auditor');
    expect((await runs.ask('system')).id).toBe(first.id);
    expect(await runs.start(first.id)).toBe(true);
    await runs.progress(first.id, { leavesTotal: 9, leavesChecked: 4, promisesChecked: 3 });
    expect(await runs.running()).toMatchObject({ leavesTotal: 9, leavesChecked: 4 });
    await runs.finish(first.id, 'tampered', ['Leaf 2 is missing.']);
    expect(await runs.start(first.id)).toBe(false);
    expect(await runs.running()).toBeNull();
    expect(await runs.latest(90)).toMatchObject([
      { askedBy: 'per_auditor', outcome: 'tampered', findings: ['Leaf 2 is missing.'] },
    ]);
  });
});
