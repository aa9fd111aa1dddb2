import { GrantStory } from '../../src/cli/story/story.js';
import { signIn } from '../../src/cli/story/staff.js';
import type { Page, Visitor } from '../../src/cli/story/visitor.js';
import { InvariantCheck } from '#jobs';
import { LedgerService } from '#ledger';
import { UnitOfWork } from '#platform';
import { wholeLife } from '../ledger/whole-life.js';
import { openTheatre, type Theatre } from '../support/stage.js';

const PASSED = {
  two_people: 'pass',
  within_policy: 'pass',
  amount_agrees: 'pass',
  verified_method: 'pass',
  settled: 'pass',
  right_period: 'pass',
} as const;

describe('an auditor who samples the journal', () => {
  let theatre: Theatre;
  let auditor: Visitor;
  let sample = '';

  beforeAll(async () => {
    theatre = await openTheatre();
    await new GrantStory(theatre.stage, () => undefined).play();
    await theatre
      .get(UnitOfWork)
      .run(() => theatre.get(LedgerService).post(wholeLife().map((order) => ({ ...order }))));
    auditor = theatre.visitor();
    await signIn(auditor, 'auditor', theatre.stage.now());
  });
  afterAll(() => theatre.stop());

  const draw = async (
    method: string,
    fields: Readonly<Record<string, string | string[]>> = {},
  ): Promise<Page> => {
    await auditor.open(`/audit/samples/new?method=${method}`);
    const check = await auditor.send(fields, '/audit/samples/check');
    return check.status === 200 ? auditor.send({}, '/audit/samples') : check;
  };
  const idOf = (page: Page): string => /smp_[0-9a-z]{20}/.exec(page.path)?.[0] ?? '';
  const entriesOf = (page: Page): string[] =>
    [...page.html.matchAll(/href="\/audit\/entries\/(\d+)"/g)].map(([, seq]) => seq ?? '');

  it('is told what there is while nothing was drawn', async () => {
    expect((await auditor.open('/audit/samples')).text).toContain('No sample was drawn yet.');
  });

  it('sees what a draw would give before it is kept', async () => {
    await auditor.open('/audit/samples/new?method=random');
    const check = await auditor.send({ size: '2', seed: 'spring' }, '/audit/samples/check');
    expect(check.text).toContain('The sample has 2 in number');
    expect(check.text).toContain('cannot be taken back');
    expect(await theatre.database.query('select 1 from audit_sample')).toEqual([]);
  });

  it('draws it, and gets the same one for the same seed', async () => {
    const first = await draw('random', { size: '2', seed: 'spring' });
    sample = idOf(first);
    expect(first.text).toContain('Papers signed: 0 of 2.');
    const second = await draw('random', { size: '2', seed: 'spring' });
    expect(entriesOf(second)).toEqual(entriesOf(first));
    expect(idOf(second)).not.toBe(sample);
    const events = await auditor.open(`/audit/events?subject=${sample}`);
    expect(events.text).toContain('SampleDrawn');
    await auditor.open(`/audit/samples/${sample}`);
    expect((await auditor.follow('/again')).text).toContain('the same');
  });

  it('draws it again the same way after more was posted', async () => {
    await theatre
      .get(UnitOfWork)
      .run(() =>
        theatre
          .get(LedgerService)
          .post([{ ...(wholeLife()[0] ?? never()), key: 'later:fund.received' }]),
      );
    const all = await draw('random', { kinds: ['fund.received.unrestricted'], size: '1' });
    expect(all.text).toContain('fund.received.unrestricted');
    expect((await auditor.open(`/audit/samples/${sample}/again`)).text).toContain('the same');
  });

  it('draws by every other method', async () => {
    const money = await draw('monetary_unit', { size: '3', seed: 'm' });
    expect(money.text).toContain('Upper limit at 95 %');
    const parts = await draw('stratified', {
      size: '5',
      by: 'kind',
      kinds: ['payout.initiated', 'payout.settled'],
    });
    expect(parts.text).toContain('Parts, and how many are taken from each');
    expect((await draw('stratified', { size: '4', by: 'amount' })).text).toContain('$500.01 to');
    expect((await draw('over_limit', { limit: '100' })).text).toContain('certain');
    expect((await draw('under_threshold', { percent: '50' })).text).toContain('50 % below');
    expect((await draw('round_amounts', { unit: '50' })).text).toContain('Multiples of');
  });

  it('is told at the field what cannot be drawn, with the typing kept', async () => {
    for (const [method, fields, sentence] of [
      ['random', { size: '0' }, 'A sample of these entries has 1 to'],
      ['random', { size: '5000' }, 'A sample of these entries has 1 to'],
      ['random', { size: 'many' }, 'Give the number of items in figures.'],
      ['random', { size: '2', seed: 'two words' }, 'A seed has 1 to 64'],
      ['random', { size: '2', kinds: [] }, 'Choose at least one kind of entry.'],
      ['random', { size: '2', from: '2026-02-30' }, 'Write days like 2026-01-31.'],
      ['random', { size: '2', from: '2026-03-01', to: '2026-02-01' }, 'The first day is after'],
      ['random', { size: '2', from: '2031-01-01' }, 'No entry fits'],
      ['random', { size: '2', fund: 'NOPE' }, 'Choose one of the funds.'],
      ['stratified', { size: '3', by: 'amount', bands: '500; 100' }, 'from small to large'],
      ['over_limit', { limit: '-5' }, 'Enter an amount in figures'],
      ['over_limit', { limit: '' }, 'This is needed for this method.'],
      ['under_threshold', { percent: '0' }, 'Give whole per cent from 1 to 99.'],
      ['round_amounts', { unit: '0' }, 'Enter an amount above zero.'],
    ] as const) {
      const page = await draw(method, {
        ...fields,
        kinds: [...('kinds' in fields ? fields.kinds : ['payout.initiated'])],
      });
      expect([sentence, page.status, page.text]).toEqual([
        sentence,
        422,
        expect.stringContaining(sentence),
      ]);
    }
    expect(auditor.page.html).toContain('name="unit" type="text" value="0"');
    const strange = await auditor.post('/audit/samples/check', { method: 'random', extra: '1' });
    expect(strange.status).toBeGreaterThanOrEqual(400);
  });

  it('signs a paper with the facts of the system beside it', async () => {
    const story = await theatre.database.query<{ seq: string }>(
      `select seq from ledger.entry where kind = 'payout.initiated' and source_ref like 'pay\\_%'`,
    );
    const all = await draw('over_limit', { limit: '1' });
    sample = idOf(all);
    const row = new RegExp(
      `items/(\\d+)">[^<]*</a></th><td[^>]*><a href="/audit/entries/${story[0]?.seq ?? ''}"`,
    );
    const n = row.exec(all.html)?.[1] ?? '';
    const paper = await auditor.open(`/audit/samples/${sample}/items/${n}`);
    expect(paper.text).toMatch(/[34] different people proposed, approved and released\./);
    expect(paper.text).toContain('It is the amount of the instalment of the decision.');
    expect(paper.text).toContain('The version of the way of paying was usable');
    const signed = await auditor.send({ ...PASSED }, '/items/');
    expect(signed.text).toContain('Papers signed: 1 of ');
    expect(signed.text).toContain('version 1 by');
  });

  it('may not write a name into it, nor leave a fail without a word, nor overwrite a newer version', async () => {
    const open = (): Promise<Page> => auditor.open(`/audit/samples/${sample}/items/1`);
    await open();
    for (const [fields, sentence] of [
      [{ ...PASSED, note: 'ask maria@example.org' }, 'A note holds no e-mail address.'],
      [{ ...PASSED, note: 'call 555-010 9988' }, 'A note holds no long numbers'],
      [{ ...PASSED, settled: 'fail' }, 'Say what failed.'],
      [{ ...PASSED, settled: '' }, 'Choose pass, fail or not applicable.'],
      [{ ...PASSED, audited: 'ten' }, 'Enter an amount in figures'],
      [{ ...PASSED, note: 'x'.repeat(501) }, 'at most 500 characters'],
    ] as const) {
      const page = await auditor.send(fields, '/items/');
      expect([page.status, page.text]).toEqual([422, expect.stringContaining(sentence)]);
      await open();
    }
    await auditor.send({ ...PASSED, settled: 'fail', note: 'No settlement seen.' }, '/items/');
    const late = await auditor.post(`/audit/samples/${sample}/items/1`, {
      _form: /name="_form" value="([^"]+)"/.exec((await open()).html)?.[1] ?? '',
      ...PASSED,
      note: '',
      audited: '',
      version: '0',
    });
    expect(late.status).toBe(409);
    expect(late.text).toContain('Somebody signed a newer version');
  });

  it('corrects by a next version, both stay, and concludes when all are signed', async () => {
    await auditor.open(`/audit/samples/${sample}/items/1`);
    expect(auditor.page.html).toContain('id="settled-fail" name="settled" value="fail" checked');
    await auditor.send({ ...PASSED, note: '', audited: '1' }, '/items/');
    const again = await auditor.open(`/audit/samples/${sample}/items/1`);
    expect(again.text).toContain('Version 2,');
    expect(again.text).toContain('Version 1,');
    const early = await auditor.post(`/audit/samples/${sample}/conclusion`, {
      _form: /name="_form" value="([^"]+)"/.exec(again.html)?.[1] ?? '',
      outcome: 'satisfied',
      note: 'fine',
      version: '0',
    });
    expect(early.text).toContain('A conclusion follows the papers');
    const items = [...early.html.matchAll(/items\/(\d+)"/g)].map(([, n]) => n ?? '');
    for (const n of items.slice(1)) {
      await auditor.open(`/audit/samples/${sample}/items/${n}`);
      await auditor.send(PASSED, '/items/');
    }
    const done = await auditor.open(`/audit/samples/${sample}`);
    expect(done.text).toContain('Sign this conclusion');
    expect((await auditor.send({ outcome: 'exceptions', note: '' }, '/conclusion')).status).toBe(
      422,
    );
    const concluded = await auditor.send(
      { outcome: 'exceptions', note: 'One amount differs.' },
      '/conclusion',
    );
    expect(concluded.text).toContain('Exceptions found (version 1');
  });

  it('takes the papers along as CSV, which the log knows', async () => {
    const file = await auditor.open(`/audit/samples/${sample}/papers.csv`);
    expect(file.html.split('\n')[0]).toMatch(/^sample,method,plan,population_count,/);
    expect(file.html).toContain('over_limit');
    expect(file.html.trim().split('\n').length).toBeGreaterThan(2);
    const log = await auditor.open('/audit/events?kind=export');
    expect(log.text).toContain('WorkingPapersExported');
  });

  it('finds nothing under ids that do not exist', async () => {
    for (const path of [
      '/audit/samples/smp_00000000000000000000',
      '/audit/samples/nothing',
      `/audit/samples/${sample}/items/0`,
      `/audit/samples/${sample}/items/999`,
    ]) {
      expect((await auditor.open(path)).status).toBe(404);
    }
  });

  it('leaves every promise about samples kept', async () => {
    const verdicts = await theatre.get(InvariantCheck).check();
    const own = verdicts.filter(({ promise }) => /sample|paper/i.test(promise));
    expect(own).toHaveLength(3);
    expect(own.filter(({ offences }) => offences.length > 0)).toEqual([]);
  });

  it('cannot change what is kept, not even with the login of the service', async () => {
    for (const table of [
      'audit_sample',
      'audit_sample_item',
      'working_paper',
      'sample_conclusion',
    ]) {
      const [grants] = await theatre.database.query<{ mayChange: boolean }>(
        `select has_table_privilege('fund_service', $1, 'update, delete, truncate') as "mayChange"`,
        [table],
      );
      expect(grants?.mayChange).toBe(false);
      await expect(theatre.database.query('delete from ' + table)).rejects.toThrow('append-only');
    }
  });
});

function never(): never {
  throw new Error('The scenario has a first order.');
}
