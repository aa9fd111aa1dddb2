import { Controller, Get, Query } from '@nestjs/common';
import { PolicyVersions, type PolicyVersion } from '#assurance';
import { DomainError } from '#kernel';
import type { ViewModel } from '#platform';
import { ForStaff } from '../http/access.js';
import { View } from '../http/view.js';
import { textsOf } from './journal-question.js';

/** More lines than this are folded away. */
const LONG = 10;

const CHANGES = { same: 'stays', gone: 'gone', new: 'new' } as const;

/** Rules in every version, and what changed between any two. */
@Controller('audit/policies')
@ForStaff('auditor')
export class PoliciesController {
  constructor(private readonly versions: PolicyVersions) {}

  @Get()
  async list(): Promise<View> {
    const byPolicy = Map.groupBy(await this.versions.list(), ({ policy }) => policy);
    return new View('auditor/policies', {
      title: 'Rules and their versions',
      policies: [...byPolicy].map(([policy, versions]) => ({
        policy,
        name: nameOf(policy),
        newest: versions[0],
        isLong: (versions[0]?.lines.length ?? 0) > LONG,
        versions: versions.map(versionModel),
        canCompare: versions.length > 1,
        earlier: versions[1]?.number,
      })),
    });
  }

  @Get('difference')
  async difference(@Query() query: unknown): Promise<View> {
    const { policy = '', from = '', to = '' } = textsOf(query);
    const { differences, ...two } = await this.versions.compare(
      policy,
      numberIn(from),
      numberIn(to),
    );
    return new View('auditor/policy-difference', {
      title: `${nameOf(policy)}: version ${from} to ${to}`,
      back: '/audit/policies',
      from: versionModel(two.from),
      to: versionModel(two.to),
      isSame: differences.every(({ change }) => change === 'same'),
      differences: differences.map(({ change, text }) => ({
        text,
        change: CHANGES[change],
        isGone: change === 'gone',
        isNew: change === 'new',
      })),
    });
  }
}

const NAMES: Readonly<Record<string, string>> = {
  approvals: 'Approval policy',
  fees: 'Price lists of the ways to pay',
  rubric: 'Rubric of the reviewers',
  role_conflicts: 'Roles that exclude each other',
  sending: 'Waiting times of the sender',
};

const nameOf = (policy: string): string =>
  NAMES[policy] ??
  policy.replace(/^releases:/, 'Release of batches in ').replace(/^programme:/, 'Programme ');

function versionModel({ by, ...version }: PolicyVersion): ViewModel {
  return { ...version, by: by === 'release' ? 'the release of the program' : by };
}

function numberIn(text: string): number {
  if (/^[0-9]{1,6}$/.test(text)) return Number(text);
  throw new DomainError('not_found', 'VERSION_UNKNOWN', 'There is no such version of a rule.');
}
