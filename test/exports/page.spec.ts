import { DemoPeople } from '#identity';
import { FundingService } from '#ledger';
import { signIn } from '../../src/cli/story/staff.js';
import type { Visitor } from '../../src/cli/story/visitor.js';
import { startService, type RunningService } from '../support/service.js';

describe('the page of exports', () => {
  let service: RunningService;
  let auditor: Visitor;

  beforeAll(async () => {
    service = await startService();
    await service.get(DemoPeople).seed();
    await service
      .get(FundingService)
      .openFund({ code: 'GEN', name: 'General', restriction: 'none' }, 'per_admin');
    auditor = service.visitor();
    await signIn(auditor, 'auditor', service.clock.now());
  });
  afterAll(() => service.stop());

  it('says that nobody has asked yet, and offers every format with what it is for', async () => {
    const page = await auditor.open('/audit/exports');
    expect(page.text).toContain('Nobody has asked for a file yet.');
    expect(page.text).toContain('General ledger, trial balance and chart of accounts');
  });

  it('shows a file being made, then ready, and gives it', async () => {
    await auditor.open('/audit/exports');
    const asked = await auditor.send({ fund: 'GEN' }, '/audit/exports');
    expect(asked.text).toContain('waiting');
    expect(asked.text).toContain('Look again');
    await service.drain();
    const ready = await auditor.follow('/audit/exports');
    expect(ready.text).toContain('ready');
    expect(ready.text).not.toContain('Look again');
    expect(ready.html).toMatch(/<code class="digest">[0-9a-f]{64}<\/code>/);
    const file = await auditor.follow('/file');
    expect(file.headers.get('content-type')).toBe('application/zip');
    expect(file.headers.get('content-disposition')).toMatch(
      /^attachment; filename="books-csv-\d{4}-01-01-\d{4}-\d\d-\d\d-GEN\.zip"$/,
    );
    expect(file.html.startsWith('PK')).toBe(true);
    const log = await auditor.open('/audit/events?kind=export');
    expect(log.text).toContain('BooksExported');
  });

  it('says what is wrong at the field, and keeps what was chosen', async () => {
    await auditor.open('/audit/exports');
    const page = await auditor.send(
      { format: 'xml', from: '2026-02-30', to: 'soon', fund: 'GEN' },
      '/audit/exports',
    );
    expect(page.status).toBe(422);
    for (const sentence of ['Choose a format.', 'first day like', 'last day like']) {
      expect(page.text).toContain(sentence);
    }
    expect(page.html).toMatch(/<option value="GEN" selected>/);
    const reversed = await auditor.send(
      { format: 'csv', from: '2026-02-02', to: '2026-02-01', fund: 'NOPE' },
      '/audit/exports',
    );
    expect(reversed.text).toContain('The last day comes after the first.');
    expect(reversed.text).toContain('Choose one of the funds.');
  });

  it('knows no file it was not asked for', async () => {
    expect((await auditor.open('/audit/exports/exp_00000000000000000000/file')).status).toBe(404);
    expect((await auditor.open('/audit/exports/..%2fkey-ring.json/file')).status).toBe(404);
  });
});
