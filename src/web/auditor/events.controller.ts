import { Controller, Get, Query } from '@nestjs/common';
import { AuditStore, type AuditFilter, type AuditKind, type RecordedEvent } from '#audit';
import type { ViewModel } from '#platform';
import { problemModel } from '../forms/problems.js';
import type { FormProblem } from '../forms/read-form.js';
import { ForStaff } from '../http/access.js';
import { View } from '../http/view.js';
import { addressOf, textsOf } from './journal-question.js';

const PATH = '/audit/events';
const PAGE = 50;
const LONGEST_ID = 100;

/** What each kind of event is, in words. */
const KINDS: Readonly<Record<AuditKind, string>> = {
  act: 'Act',
  decision: 'Decision',
  access: 'Sensitive read',
  export: 'Export',
  sign_in: 'Sign-in',
  sign_off: 'Sign-off',
  period_close: 'Period closed',
  erasure: 'Erasure',
  key_rotation: 'Key rotation',
  restore: 'Restore',
};

/** The log of acts, decisions, sensitive reads, exports and sign-ins, newest first. */
@Controller('audit/events')
@ForStaff('auditor')
export class EventsController {
  constructor(private readonly log: AuditStore) {}

  @Get()
  async list(@Query() query: unknown): Promise<View> {
    const { filter, problems, typed } = readFilter(query);
    const hasProblem = problems.length > 0;
    const found = hasProblem ? [] : await this.log.list({ ...filter, limit: PAGE + 1 });
    const events = found.slice(0, PAGE);
    const older = found.length > PAGE ? (events.at(-1)?.seq ?? null) : null;
    return new View(
      'auditor/events',
      {
        title: 'Log',
        kinds: Object.entries(KINDS).map(([value, label]) => ({ value, label })),
        ...problemModel(problems, typed),
        events: events.map(eventModel),
        older: older === null ? null : addressOf(PATH, typed, { before: older }),
        newest: filter.beforeSeq === undefined ? null : addressOf(PATH, typed, {}),
      },
      hasProblem ? 422 : 200,
    );
  }
}

interface EventQuestion {
  readonly filter: Omit<AuditFilter, 'limit'>;
  readonly problems: readonly FormProblem[];
  readonly typed: Record<string, string>;
}

function readFilter(query: unknown): EventQuestion {
  const typed = textsOf(query);
  const problems = problemsOf(typed);
  if (problems.length > 0) return { filter: {}, problems, typed };
  const { kind, actor, subject, before } = typed;
  const filter = {
    ...(kind !== undefined && isKind(kind) ? { kind } : {}),
    ...(actor === undefined ? {} : { actor }),
    ...(subject === undefined ? {} : { subject }),
    ...(before === undefined ? {} : { beforeSeq: before }),
  };
  return { filter, problems, typed };
}

function problemsOf({ kind, actor, subject, before }: Record<string, string>): FormProblem[] {
  const checks: readonly (FormProblem & { readonly isFine: boolean })[] = [
    {
      field: 'kind',
      message: 'Choose one of the kinds of event.',
      isFine: kind === undefined || isKind(kind),
    },
    {
      field: 'actor',
      message: 'An id has at most 100 characters.',
      isFine: (actor ?? '').length <= LONGEST_ID,
    },
    {
      field: 'subject',
      message: 'An id has at most 100 characters.',
      isFine: (subject ?? '').length <= LONGEST_ID,
    },
    {
      field: '',
      message: 'This page of the list does not exist.',
      isFine: /^[0-9]{1,18}$/.test(before ?? '0'),
    },
  ];
  return checks.filter(({ isFine }) => !isFine).map(({ field, message }) => ({ field, message }));
}

const isKind = (text: string): text is AuditKind => Object.hasOwn(KINDS, text);

function eventModel(event: RecordedEvent): ViewModel {
  return {
    seq: event.seq,
    at: event.at,
    kind: KINDS[event.kind],
    act: event.act,
    actor: event.actor,
    subject: event.subject,
    purpose: event.purpose ?? '',
    details: Object.entries(event.details ?? {})
      .filter(([, value]) => value !== null)
      .map(([name, value]) => `${name}: ${String(value)}`),
  };
}
