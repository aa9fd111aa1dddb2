import { Controller, Get, Query } from '@nestjs/common';
import { SensitiveReads, type ReadFilter } from '#assurance';
import { isRole, roleName } from '#identity';
import { isCalendarDate } from '#ledger';
import { DisclosureGate } from '#privacy';
import { problemModel } from '../forms/problems.js';
import type { FormProblem } from '../forms/read-form.js';
import { ForStaff } from '../http/access.js';
import { View } from '../http/view.js';
import { addressOf, textsOf } from './journal-question.js';

const PATH = '/audit/access';
const PAGE = 50;
const MANY = '20';

/** Who opened what was sealed, for which purpose; and what people allowed us to tell others. Nobody is named. */
@Controller('audit/access')
@ForStaff('auditor')
export class AccessController {
  constructor(
    private readonly reads: SensitiveReads,
    private readonly gate: DisclosureGate,
  ) {}

  @Get()
  async show(@Query() query: unknown): Promise<View> {
    const { most = MANY, ...asked } = textsOf(query);
    const problems = problemsOf({ ...asked, most });
    const filter: ReadFilter = problems.length > 0 ? {} : filterOf(asked);
    const found = problems.length > 0 ? [] : await this.reads.list(filter, PAGE + 1);
    const shown = found.slice(0, PAGE);
    const typed = { ...asked, most };
    const older = found.length > PAGE ? shown.at(-1)?.seq : undefined;
    return new View(
      'auditor/access',
      {
        title: 'Access and consents',
        ...problemModel(problems, typed),
        reads: shown.map((read) => ({
          ...read,
          roles: read.roles.map((role) => (isRole(role) ? roleName(role) : role)).join(', '),
        })),
        older: older === undefined ? null : addressOf(PATH, typed, { before: older }),
        newest: asked['before'] === undefined ? null : addressOf(PATH, typed, {}),
        months: await this.reads.byMonth(),
        many: problems.length > 0 ? [] : await this.reads.manyOnOneDay(Number(most)),
        releases: await this.gate.counts(),
      },
      problems.length > 0 ? 422 : 200,
    );
  }
}

function filterOf({ actor, subject, from, to, before }: Record<string, string>): ReadFilter {
  const filter = { actor, subject, from, to, before };
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
}

function problemsOf(asked: Readonly<Record<string, string>>): FormProblem[] {
  const { actor = '', subject = '', from, to, before = '0', most = '' } = asked;
  const checks: readonly (readonly [string, string, boolean])[] = [
    ['actor', 'An id has at most 100 characters.', actor.length <= 100],
    ['subject', 'An id has at most 100 characters.', subject.length <= 100],
    ['from', 'Write the first day like 2026-01-31.', from === undefined || isCalendarDate(from)],
    ['to', 'Write the last day like 2026-01-31.', to === undefined || isCalendarDate(to)],
    ['', 'This page of the list does not exist.', /^[0-9]{1,18}$/.test(before)],
    ['most', 'Give a number from 1 to 9,999.', /^[1-9][0-9]{0,3}$/.test(most)],
  ];
  return checks.filter(([, , isFine]) => !isFine).map(([field, message]) => ({ field, message }));
}
