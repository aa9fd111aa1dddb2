import { AuditTrail, cosign, LogKeys, makeKey, Sealer, Witnessing } from '#audit';
import { currentDemoCode, DEMO_PASSWORD, DemoPeople } from '#identity';
import { Config, Readiness, UnitOfWork } from '#platform';
import { rmSync } from 'node:fs';
import { SealingLoop } from '#jobs';
import type { Visitor } from '../../src/cli/story/visitor.js';
import { startService, type RunningService } from '../support/service.js';

const LATEST = '/.well-known/log/checkpoint';

describe('the log, on pages', () => {
  let service: RunningService;
  let auditor: Visitor;
  const signer = makeKey('auditor.example/w1', 'witness');

  const event = async (): Promise<void> => {
    const trail = service.get(AuditTrail);
    await service
      .get(UnitOfWork)
      .run(() => trail.record({ kind: 'act', act: 'Tested', actor: 'system', subject: 'x' }));
  };

  beforeAll(async () => {
    service = await startService({ WITNESSES_NEEDED: '1' });
    await service.get(DemoPeople).seed();
    auditor = service.visitor();
    const email = 'auditor@demo.invalid';
    await auditor.open('/sign-in');
    const code = currentDemoCode(email, service.clock.now());
    await auditor.send({ email, password: DEMO_PASSWORD, code });
  });
  afterAll(() => service.stop());

  it('says what to expect before the first seal, and then how the log stands', async () => {
    expect((await auditor.open('/audit/log')).text).toContain('Nothing is sealed yet.');
    await event();
    await event();
    await service.get(Sealer).seal();
    const page = await auditor.open('/audit/log');
    expect(page.text).toContain('0 of 1 needed');
    expect(page.text).toContain('No witness is registered.');
    expect(page.html).toContain('<caption>Checkpoints, newest first</caption>');
  });

  it('hands a request to a witness and takes its signature back', async () => {
    const page = await auditor.open('/audit/log/request?from=999999');
    expect(page.status).toBe(422);
    expect(page.text).toMatch(/The log has \d+ leaves/);
    const request = await auditor.open('/audit/log/request?from=0');
    expect(request.headers.get('content-disposition')).toContain('witness-request.txt');
    const logKeys = (await service.get(LogKeys).known()).map(({ verifier }) => verifier);
    const { cosigned } = cosign(request.html, { signer, logKeys, last: null }, 1_790_000_000);

    await auditor.open('/audit/log');
    const refused = await auditor.send({ checkpoint: cosigned }, '/cosignatures');
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('No registered witness has signed this checkpoint.');
    expect(refused.html).toContain('auditor.example/w1');
    await service.get(Witnessing).add(signer.verifier.vkey, 'system');
    const taken = await auditor.send({ checkpoint: cosigned }, '/cosignatures');
    expect(taken.path).toBe('/audit/log');
    expect(taken.text).toContain('1 of 1 needed');
    await auditor.send({ checkpoint: '' }, '/cosignatures');
    expect(auditor.page.status).toBe(422);
  });

  it('gives proofs of leaves to auditors alone', async () => {
    const proof = await auditor.open('/audit/log/proofs/1');
    expect(proof.html).toMatch(/^c2sp\.org\/tlog-proof@v1\nindex 1\n/);
    expect((await auditor.open('/audit/log/proofs/999999')).status).toBe(404);
    expect((await service.visitor().open('/audit/log/proofs/1')).path).toBe('/sign-in');
  });

  it('shows the world one checkpoint for each day that is over, and nothing finer', async () => {
    const anybody = service.visitor();
    expect((await anybody.open(LATEST)).status).toBe(404);
    await service.database.query('alter table checkpoint disable trigger append_only');
    await service.database.query(`update checkpoint set sealed_at = sealed_at - interval '1 day'`);
    const [day] = await service.database.query<{ size: string }>(
      'select max(size) as size from checkpoint',
    );
    await event();
    await service.get(Sealer).seal();
    const latest = await anybody.open(LATEST);
    expect(latest.html.split('\n')[1]).toBe(day?.size);
    expect(latest.html).toContain('auditor.example/w1');
    expect(latest.headers.get('cache-control')).toBe('public, max-age=300');
    expect(latest.headers.get('content-type')).toContain('text/plain');
    expect(latest.headers.get('set-cookie')).toBeNull();
    expect((await anybody.open(`${LATEST}/${day?.size ?? ''}`)).status).toBe(200);
    for (const other of ['1', 'x', '0', '99999999']) {
      expect((await anybody.open(`${LATEST}/${other}`)).status).toBe(404);
    }
  });

  it('goes on when the log may not, and says so to whoever watches', async () => {
    const loop = service.get(SealingLoop);
    service.get(Readiness).watch({ name: 'log', check: () => loop.check() });
    rmSync(service.get(Config).logKeyFile);
    await event();
    await loop.turnOnce();
    const health = await service.visitor().open('/health/ready');
    expect(health.status).toBe(200);
    expect(JSON.parse(health.html)).toMatchObject({ ready: true, troubles: ['log'] });
  });
});
