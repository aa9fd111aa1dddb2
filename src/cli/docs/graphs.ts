import { applicationGraph } from '#applications';
import { awardGraph, determinationGraph, instalmentGraph } from '#approvals';
import { assignmentGraph } from '#eligibility';
import { exportGraph } from '#exports';
import { followUpGraph, grievanceGraph } from '#follow-up';
import type { StateGraph } from '#kernel';
import { periodGraph, voucherGraph } from '#ledger';
import { messageGraph } from '#notifications';
import {
  attemptGraph,
  batchGraph,
  cardGraph,
  manualPaymentGraph,
  methodGraph,
  payoutGraph,
} from '#payouts';
import { breakGraph } from '#reconciliation';

/** The part of a state graph that a drawing needs. */
type Drawable = Pick<StateGraph<string, string>, 'name' | 'initial' | 'terminal' | 'states'> & {
  readonly edges: readonly {
    readonly from: string;
    readonly fact: string;
    readonly to: string;
    readonly by: readonly string[];
  }[];
};

/** Every state graph there is, by the name of its part in docs/flow-of-a-grant.md. */
export const GRAPHS: Readonly<Record<string, Drawable>> = {
  application: applicationGraph,
  assignment: assignmentGraph,
  determination: determinationGraph,
  award: awardGraph,
  instalment: instalmentGraph,
  method: methodGraph,
  batch: batchGraph,
  payout: payoutGraph,
  attempt: attemptGraph,
  'manual-payment': manualPaymentGraph,
  card: cardGraph,
  break: breakGraph,
  'follow-up': followUpGraph,
  grievance: grievanceGraph,
  message: messageGraph,
  period: periodGraph,
  export: exportGraph,
  voucher: voucherGraph,
};

/** A state graph as a Mermaid diagram, edges in the order of the code, then who may make each fact true. */
export function drawGraph({ initial, edges, terminal }: Drawable): string {
  const arrows = edges.map(({ from, fact, to }) => `  ${from} --> ${to}: ${fact}`);
  const who = new Map<string, Set<string>>();
  for (const { fact, by } of edges) {
    who.set(fact, new Set([...(who.get(fact) ?? []), ...by]));
  }
  return [
    '```mermaid',
    'stateDiagram-v2',
    `  [*] --> ${initial}`,
    ...arrows,
    ...terminal.map((state) => `  ${state} --> [*]`),
    '```',
    '',
    '| fact | who makes it true |',
    '| --- | --- |',
    ...[...who].map(([fact, people]) => `| ${fact} | ${[...people].sort().join(', ')} |`),
  ].join('\n');
}
