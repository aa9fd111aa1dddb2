import type { Fact, Facts } from './working-paper.js';

/** What the house knows about one entry of a sample; null where the entry is of no payout or award. */
export interface Evidence {
  readonly seq: bigint;
  readonly actor: string;
  readonly approver: string | null;
  readonly period: string;
  readonly effectiveOn: string;
  readonly postedOn: string;
  readonly relatesTo: string | null;
  readonly amount: bigint;
  readonly awardId: string | null;
  readonly approvals: number;
  readonly approvalsNeeded: number | null;
  readonly decidedAmount: bigint | null;
  readonly instalmentAmount: bigint | null;
  readonly payoutId: string | null;
  readonly payoutState: string | null;
  readonly methodVerified: boolean | null;
  /** Different people who proposed, approved and released. */
  readonly people: number;
}

/** Pre-fills a paper. Whatever cannot be said is not applicable, and says why. */
export function factsOf(evidence: Evidence): Facts {
  return {
    two_people: twoPeople(evidence),
    within_policy: withinPolicy(evidence),
    amount_agrees: amountAgrees(evidence),
    verified_method: verifiedMethod(evidence),
    settled: settled(evidence),
    right_period: rightPeriod(evidence),
  };
}

const NO_AWARD: Fact = { verdict: 'not_applicable', says: 'The entry is of no award.' };
const NO_PAYOUT: Fact = { verdict: 'not_applicable', says: 'The entry is of no payout.' };

const judged = (isFine: boolean, says: string): Fact => ({
  verdict: isFine ? 'pass' : 'fail',
  says,
});

function twoPeople({ awardId, people, actor, approver }: Evidence): Fact {
  if (awardId !== null) {
    return judged(
      people >= 2,
      `${String(people)} different people proposed, approved and released.`,
    );
  }
  if (approver === null) {
    return { verdict: 'not_applicable', says: 'This kind of entry needs one person.' };
  }
  return judged(approver !== actor, 'The entry names its maker and another person.');
}

function withinPolicy({ approvals, approvalsNeeded }: Evidence): Fact {
  if (approvalsNeeded === null) return NO_AWARD;
  return judged(
    approvals >= approvalsNeeded,
    `${String(approvals)} approved; the policy asked for ${String(approvalsNeeded)}.`,
  );
}

function amountAgrees({ amount, decidedAmount, instalmentAmount }: Evidence): Fact {
  if (decidedAmount === null) return NO_AWARD;
  const expected = instalmentAmount ?? decidedAmount;
  const whose = instalmentAmount === null ? 'the decision' : 'the instalment of the decision';
  return judged(
    amount === expected && expected <= decidedAmount,
    amount === expected ? `It is the amount of ${whose}.` : `It differs from ${whose}.`,
  );
}

function verifiedMethod({ payoutId, methodVerified }: Evidence): Fact {
  if (payoutId === null) return NO_PAYOUT;
  return methodVerified === true
    ? judged(true, 'The version of the way of paying was usable when it was released.')
    : judged(false, 'The way of paying was not usable when it was released.');
}

/** Nothing is wrong with a payout that is still on its way; it is not settled either. */
function settled({ payoutState }: Evidence): Fact {
  if (payoutState === null) return NO_PAYOUT;
  const says = `The payout is ${payoutState.replaceAll('_', ' ')}.`;
  const ENDED = ['settled', 'returned', 'failed', 'cancelled', 'expired', 'undeliverable'];
  return ENDED.includes(payoutState)
    ? judged(true, says)
    : { verdict: 'not_applicable', says: `${says} Look again later.` };
}

function rightPeriod({ period, effectiveOn, postedOn, relatesTo }: Evidence): Fact {
  if (relatesTo !== null) {
    return judged(
      relatesTo < effectiveOn,
      `It came late and names the day it is about, ${relatesTo}.`,
    );
  }
  return judged(
    effectiveOn.startsWith(period) && postedOn.startsWith(period),
    `Dated ${effectiveOn}, posted ${postedOn}, period ${period}.`,
  );
}
