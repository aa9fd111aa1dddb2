import { Readable } from 'node:stream';
import { Controller, Get, Post } from '@nestjs/common';
import { LogProofs, LogStanding, VerificationRuns, Witnessing } from '#audit';
import type { Staff } from '#identity';
import { DomainError } from '#kernel';
import type { ViewModel } from '#platform';
import { ForStaff } from '../http/access.js';
import { Download, Redirect, View } from '../http/view.js';
import { CurrentStaff } from '../http/visitor.js';

const PATH = '/audit/verification';
/** A quarter of nights. */
const SHOWN = 90;

type Run = Awaited<ReturnType<VerificationRuns['latest']>>[number];

/** Whether everything still is what was signed: run it now, see the last ninety runs, do it yourself. */
@Controller('audit/verification')
@ForStaff('auditor')
export class VerificationController {
  constructor(
    private readonly runs: VerificationRuns,
    private readonly standing: LogStanding,
    private readonly witnessing: Witnessing,
    private readonly proofs: LogProofs,
  ) {}

  @Get()
  async show(): Promise<View> {
    const [running, runs, { head, waiting, trouble }] = [
      await this.runs.running(),
      await this.runs.latest(SHOWN),
      await this.standing.now(),
    ];
    const finished = runs.filter(({ finishedAt }) => finishedAt !== null);
    return new View('auditor/verification', {
      title: 'Verification',
      running: running === null ? null : runningModel(running),
      last: finished[0] === undefined ? null : runModel(finished[0]),
      runs: finished.map(runModel),
      head: head === null ? null : { ...head, root: head.root.toString('base64') },
      cover: head === null ? null : await this.witnessing.covers(head.size),
      waiting,
      trouble: trouble?.message ?? null,
    });
  }

  /** Asks for a run; when one is not finished, that one is shown. */
  @Post()
  async run(@CurrentStaff() staff: Staff): Promise<Redirect> {
    await this.runs.ask(staff.id);
    return new Redirect(PATH);
  }

  /** The latest checkpoint with its cosignatures. Throws `CHECKPOINT_UNKNOWN` (not_found) before the first. */
  @Get('checkpoint')
  async checkpoint(): Promise<Download> {
    const note = await this.proofs.latest();
    if (note === null) {
      throw new DomainError('not_found', 'CHECKPOINT_UNKNOWN', 'Nothing is sealed yet.');
    }
    return new Download('checkpoint', 'text/plain', Readable.from([note]));
  }
}

function runningModel(run: Run): ViewModel {
  const { askedAt, startedAt, leavesTotal, leavesChecked, promisesChecked } = run;
  return {
    askedAt,
    isWaiting: startedAt === null,
    leavesTotal,
    leavesChecked,
    promisesChecked,
    // A bar without leaves would be full from the start.
    hasBar: (leavesTotal ?? 0) > 0,
  };
}

const OUTCOMES = {
  ok: { sign: '✓', words: 'everything agrees', tone: 'ok' },
  tampered: { sign: '✗', words: 'something is wrong', tone: 'err' },
  failed: { sign: '?', words: 'did not end', tone: 'warn' },
} as const;

function runModel(run: Run): ViewModel {
  const { outcome, findings, askedAt, askedBy, leavesChecked, promisesChecked } = run;
  return {
    ...OUTCOMES[outcome ?? 'failed'],
    askedAt,
    askedBy,
    finishedAt: run.finishedAt,
    leavesChecked: leavesChecked.toLocaleString('en-US'),
    promisesChecked,
    finding: findings[0] ?? null,
    findings,
    more: findings.length - 1,
  };
}
