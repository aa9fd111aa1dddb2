import { Controller, Get } from '@nestjs/common';
import { applicationGraph } from '#applications';
import { awardGraph, determinationGraph, instalmentGraph } from '#approvals';
import { Segregation, type Holding } from '#assurance';
import { assignmentGraph } from '#eligibility';
import { followUpGraph, grievanceGraph } from '#follow-up';
import { isRole, People, roleName, ROLES, type Role } from '#identity';
import type { StateGraph } from '#kernel';
import { periodGraph } from '#ledger';
import { batchGraph, methodGraph, payoutGraph } from '#payouts';
import type { ViewModel } from '#platform';
import { breakGraph } from '#reconciliation';
import { ForStaff } from '../http/access.js';
import { RouteTable, type StaffArea } from '../http/route-table.js';
import { View } from '../http/view.js';

/** Graphs of things that people move from state to state. */
const GRAPHS: readonly Pick<StateGraph<string, string>, 'name' | 'edges'>[] = [
  applicationGraph,
  assignmentGraph,
  determinationGraph,
  awardGraph,
  instalmentGraph,
  methodGraph,
  batchGraph,
  payoutGraph,
  breakGraph,
  periodGraph,
  followUpGraph,
  grievanceGraph,
];

/** Who may do what, who is what, and whether anybody ever was two things at once. People are ids. */
@Controller('audit/duties')
@ForStaff('auditor')
export class DutiesController {
  constructor(
    private readonly segregation: Segregation,
    private readonly people: People,
    private readonly routes: RouteTable,
  ) {}

  @Get()
  async show(): Promise<View> {
    const [holdings, evidence, conflicts] = [
      await this.segregation.holdings(),
      await this.segregation.evidence(),
      await this.people.conflicts(),
    ];
    return new View('auditor/duties', {
      title: 'Separation of duties',
      evidence: evidence.map(({ rule, offences }) => ({ rule, offences, count: offences.length })),
      roles: ROLES.map(roleName),
      areas: this.routes.staffAreas().map(areaModel),
      acts: ROLES.map((role) => ({ role: roleName(role), facts: factsBy(role) })).filter(
        ({ facts }) => facts.length > 0,
      ),
      conflicts: conflicts.map(({ role, other }) => ({
        role: roleName(role),
        other: roleName(other),
      })),
      live: holdings.filter(({ revokedAt }) => revokedAt === null).map(holdingModel),
      past: holdings.filter(({ revokedAt }) => revokedAt !== null).map(holdingModel),
    });
  }
}

function areaModel({ path, look, act }: StaffArea): ViewModel {
  return {
    path,
    cells: ROLES.map((role) => (act.includes(role) ? 'acts' : look.includes(role) ? 'looks' : '')),
  };
}

/** What a role may make true, as the graphs say. */
function factsBy(role: Role): string[] {
  return GRAPHS.flatMap(({ name, edges }) => {
    const facts = edges.filter(({ by }) => by.includes(role)).map(({ fact }) => fact);
    return facts.length === 0 ? [] : [`${name}: ${[...new Set(facts)].join(', ')}`];
  });
}

const holdingModel = ({ role, ...holding }: Holding): ViewModel => ({
  ...holding,
  role: isRole(role) ? roleName(role) : role,
});
