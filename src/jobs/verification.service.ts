import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AuditTrail, LogCheck, VERIFICATION_TASK, VerificationRuns } from '#audit';
import { brokenPromise, SendingHalts } from '#payouts';
import { Log, Queue, UnitOfWork } from '#platform';
import { InvariantCheck } from './invariant-check.service.js';

/** Money must not follow books that are not what was signed. */
@Injectable()
export class VerificationAlarm {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly halts: SendingHalts,
    private readonly audit: AuditTrail,
  ) {}

  async sound(findings: readonly string[]): Promise<void> {
    const [first] = findings;
    if (first === undefined) return;
    await this.unitOfWork.run(async () => {
      await this.halts.halt(`The verification found something: ${first}`);
      await this.audit.record({
        kind: 'act',
        act: 'VerificationFailed',
        actor: 'system',
        subject: 'database',
        details: { count: findings.length },
      });
    });
  }
}

/** Works off the verifications that pages and the night ask for: every promise, then the whole log. */
@Injectable()
export class Verification implements OnModuleInit {
  constructor(
    private readonly runs: VerificationRuns,
    private readonly invariants: InvariantCheck,
    private readonly logCheck: LogCheck,
    private readonly queue: Queue,
    private readonly alarm: VerificationAlarm,
    private readonly log: Log,
  ) {}

  onModuleInit(): void {
    this.queue.handle(VERIFICATION_TASK, ({ run }) => this.work(String(run)));
  }

  private async work(id: string): Promise<void> {
    if (!(await this.runs.start(id))) return;
    try {
      const findings = await this.findings(id);
      await this.runs.finish(id, findings.length === 0 ? 'ok' : 'tampered', findings);
      await this.alarm.sound(findings);
    } catch (error) {
      this.log.error('verification broke off', error);
      await this.runs.finish(id, 'failed', [
        'The run broke off; the output of the service says why.',
      ]);
    }
  }

  private async findings(id: string): Promise<string[]> {
    const verdicts = await this.invariants.checkAndRemember();
    const broken = verdicts.filter(({ offences }) => offences.length > 0);
    const report = await this.logCheck.check((leavesChecked, leavesTotal) =>
      this.runs.progress(id, { leavesChecked, leavesTotal, promisesChecked: verdicts.length }),
    );
    return [...broken.map(({ promise }) => brokenPromise(promise)), ...report.findings];
  }
}
