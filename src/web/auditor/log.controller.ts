import { Readable } from 'node:stream';
import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { LogProofs, LogStanding, LogStore, Witnessing } from '#audit';
import type { Staff } from '#identity';
import { DomainError } from '#kernel';
import type { ViewModel } from '#platform';
import { problemModel } from '../forms/problems.js';
import { readForm, type FormProblem, type Typed } from '../forms/read-form.js';
import { ForStaff } from '../http/access.js';
import { Download, Redirect, View } from '../http/view.js';
import { CurrentStaff } from '../http/visitor.js';
import { textsOf } from './journal-question.js';
import { HandInCosignatureForm } from './log.form.js';

const SHOWN = 50;

/** Checkpoints, witnesses and proofs: what an auditor takes to a witness, and what comes back. */
@Controller('audit/log')
@ForStaff('auditor')
export class LogController {
  constructor(
    private readonly log: LogStore,
    private readonly proofs: LogProofs,
    private readonly witnessing: Witnessing,
    private readonly standing: LogStanding,
  ) {}

  @Get()
  async show(@Query() query: unknown): Promise<View> {
    const { from } = textsOf(query);
    return this.page([], from === undefined ? {} : { from });
  }

  /** The file for a witness that saw `from` leaves last. */
  @Get('request')
  async request(@Query() query: unknown): Promise<Download | View> {
    const { from = '0' } = textsOf(query);
    if (!/^[0-9]{1,15}$/.test(from)) {
      return this.page([{ field: 'from', message: 'Give a whole number, 0 for a new witness.' }], {
        from,
      });
    }
    try {
      return text('witness-request.txt', await this.proofs.request(Number(from)));
    } catch (error) {
      return this.again(error, 'from', { from });
    }
  }

  /** The proof that a leaf is in the log, for an auditor's own tools. */
  @Get('proofs/:idx')
  async proof(@Param('idx') idx: string): Promise<Download> {
    const number = /^[0-9]{1,15}$/.test(idx) ? Number(idx) : -1;
    return text(`leaf-${String(number)}.tlog-proof`, await this.proofs.inclusionFile(number));
  }

  @Post('cosignatures')
  async handIn(@CurrentStaff() staff: Staff, @Body() body: unknown): Promise<View | Redirect> {
    const reading = await readForm(HandInCosignatureForm, body);
    if (!reading.ok) return this.page(reading.problems, reading.typed);
    try {
      await this.witnessing.handIn(reading.form.checkpoint, staff.id);
      return new Redirect('/audit/log');
    } catch (error) {
      return this.again(error, 'checkpoint', reading.typed);
    }
  }

  /** A refusal belongs to the field it is about. */
  private async again(error: unknown, field: string, typed: Typed): Promise<View> {
    if (!(error instanceof DomainError) || error.kind === 'unavailable') throw error;
    return this.page([{ field, message: error.message }], typed);
  }

  private async page(problems: readonly FormProblem[], typed: Typed): Promise<View> {
    const { head, waiting, trouble } = await this.standing.now();
    const witnesses = await this.witnessing.all();
    const { needed, have } = await this.witnessing.covers(head?.size ?? 1);
    return new View(
      'auditor/log',
      {
        title: 'Checkpoints',
        head: head === null ? null : { ...head, root: head.root.toString('base64') },
        waiting,
        trouble: trouble?.message ?? null,
        needed,
        have,
        witnesses: witnesses.map(({ verifier, addedAt, removedAt }) => ({
          name: verifier.name,
          addedAt,
          removedAt,
        })),
        checkpoints: await this.checkpoints(),
        ...problemModel(problems, typed),
      },
      problems.length > 0 ? 422 : 200,
    );
  }

  private async checkpoints(): Promise<ViewModel[]> {
    const latest = await this.log.checkpoints(SHOWN);
    const cosigned = await this.witnessing.under(latest.map(({ size }) => size));
    return latest.map(({ size, root, sealedAt, keyId }) => ({
      size,
      sealedAt,
      keyId,
      root: root.toString('base64'),
      witnesses: cosigned.get(size)?.join(', ') ?? '',
    }));
  }
}

const text = (name: string, content: string): Download =>
  new Download(name, 'text/plain', Readable.from([content]));
