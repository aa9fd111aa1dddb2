import { DomainError } from './domain-error.js';
import { invariant } from './invariant.js';

/** One legal step: in state `from`, the `fact` (past tense) happened, by someone in `by`, and the thing is now in state `to`. */
export interface Edge<State extends string, Fact extends string> {
  readonly from: State;
  readonly fact: Fact;
  readonly to: State;
  /** Who may make the fact true: roles of product.md, `applicant`, `provider` or `system`. */
  readonly by: readonly string[];
}

/**
 * A state machine as data. What no edge allows cannot happen; the same list is checked against
 * the database's CHECK constraint and drawn into the documentation. Constructing one at import
 * time is the boot check: an unreachable or dead state stops the process.
 */
export class StateGraph<State extends string, Fact extends string> {
  constructor(
    readonly name: string,
    readonly initial: State,
    readonly edges: readonly Edge<State, Fact>[],
    readonly terminal: readonly State[],
  ) {
    const seen = new Set<string>();
    for (const { from, fact } of edges) {
      invariant(!seen.has(`${from}/${fact}`), `${name}: ${fact} leads from ${from} to one state.`);
      seen.add(`${from}/${fact}`);
    }
    for (const state of this.states) {
      invariant(this.reachable.has(state), `${name}: ${state} can be reached.`);
      invariant(
        terminal.includes(state) || edges.some((edge) => edge.from === state),
        `${name}: ${state} leads somewhere or is terminal.`,
      );
    }
  }

  /** Every state, in the order of the story. */
  get states(): readonly State[] {
    return [...new Set([this.initial, ...this.edges.flatMap((edge) => [edge.from, edge.to])])];
  }

  private get reachable(): Set<State> {
    const found = new Set<State>([this.initial]);
    for (const state of found) {
      for (const edge of this.edges) if (edge.from === state) found.add(edge.to);
    }
    return found;
  }

  /** Whether `fact` may happen in `state`. */
  allows(state: State, fact: Fact): boolean {
    return this.edges.some((edge) => edge.from === state && edge.fact === fact);
  }

  /** The state after `fact`; throws `STATE_EDGE_MISSING` (conflict) for what no edge allows, so that a late or repeated event changes nothing. */
  after(state: State, fact: Fact): State {
    const edge = this.edges.find(
      (candidate) => candidate.from === state && candidate.fact === fact,
    );
    if (!edge) {
      throw new DomainError(
        'conflict',
        'STATE_EDGE_MISSING',
        `${this.name}: ${fact} cannot happen in state ${state}.`,
      );
    }
    return edge.to;
  }
}
