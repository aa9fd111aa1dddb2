import { Readable } from 'node:stream';
import { Controller, Get, Param } from '@nestjs/common';
import { EntryTraces, type EntryTrace } from '#assurance';
import { isRole, roleName } from '#identity';
import { DomainError, Money, parseCurrency } from '#kernel';
import { BooksService, type AccountEffect, type Entry, type EntryLine } from '#ledger';
import type { ViewModel } from '#platform';
import { ForStaff } from '../http/access.js';
import { Download, View } from '../http/view.js';

/** One entry: its lines, what it did, who stood behind it in which role, and its leaf. */
@Controller('audit/entries/:seq')
@ForStaff('auditor')
export class EntryController {
  constructor(
    private readonly books: BooksService,
    private readonly traces: EntryTraces,
  ) {}

  @Get()
  async show(@Param('seq') seq: string): Promise<View> {
    const entry = await this.books.entry(parseSeq(seq));
    const [effects, trace] = [await this.books.effects(entry.seq), await this.traces.of(entry)];
    return new View('auditor/entry', {
      title: `Entry ${seq}`,
      back: '/audit/entries',
      entry: entryModel(entry),
      lines: entry.lines.map(lineModel),
      effects: effects.map(effectModel),
      ...traceModel(trace),
    });
  }

  /** The leaf's canonical text, to hash by hand. */
  @Get('leaf.json')
  async leaf(@Param('seq') seq: string): Promise<Download> {
    const entry = await this.books.entry(parseSeq(seq));
    const body = (await this.traces.leafBody(entry.seq)) ?? '';
    return new Download(`entry-${seq}-leaf.json`, 'text/plain', Readable.from([body]));
  }
}

function parseSeq(text: string): bigint {
  if (/^[0-9]{1,18}$/.test(text)) return BigInt(text);
  throw new DomainError('not_found', 'ENTRY_UNKNOWN', 'There is no such entry.');
}

/** Keys read `<id>:<kind>`: the id is what the log knows the act by. */
function subjectOf(key: string): string | null {
  return /^([a-z]{3}_[0-9a-z]{20}):/.exec(key)?.[1] ?? null;
}

function entryModel(entry: Entry): ViewModel {
  return {
    ...entry,
    seq: String(entry.seq),
    reverses: entry.reverses === null ? null : String(entry.reverses),
    reversedBy: entry.reversedBy === null ? null : String(entry.reversedBy),
    subject: subjectOf(entry.key),
  };
}

function lineModel({ line, account, fund, amount, awardRef }: EntryLine): ViewModel {
  const isDebit = amount.minor > 0n;
  const shown = amount.format().replace('-', '');
  return {
    line,
    account,
    fund,
    awardRef,
    debit: isDebit ? shown : '',
    credit: isDebit ? '' : shown,
  };
}

const effectModel = ({ before, change, after, ...account }: AccountEffect): ViewModel => ({
  ...account,
  before: before.format(),
  change: change.format(),
  after: after.format(),
});

const PARTS = { propose: 'proposed', approve: 'approved', release: 'released' } as const;

function traceModel(trace: EntryTrace): ViewModel {
  const { award, parts, payout, statement, voucher, leaf, actorRoles, approverRoles } = trace;
  return {
    award: award && {
      ...award,
      decided: Money.of(BigInt(award.decidedMinor), parseCurrency(award.currency)).format(),
    },
    parts: parts.map(({ part, roles, ...person }) => ({
      ...person,
      part: PARTS[part],
      roles: rolesText(roles),
    })),
    payout,
    statement,
    voucher,
    leaf,
    actorRoles: rolesText(actorRoles),
    approverRoles: rolesText(approverRoles),
  };
}

const rolesText = (roles: readonly string[]): string =>
  roles.map((role) => (isRole(role) ? roleName(role) : role)).join(', ');
