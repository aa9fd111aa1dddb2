import { Injectable } from '@nestjs/common';
import { Applications } from '#applications';
import { Awards, nextPlanned, type AwardView, type InstalmentView } from '#approvals';
import { Money, type Id } from '#kernel';
import { isTooSmall, RailRegistry, waysFor, type RailCapabilities, type Way } from '#payouts';
import { isExplained } from './ways.js';

/** Awards whose money she can still direct. */
const OPEN: readonly AwardView['state'][] = ['offered', 'accepted', 'active', 'suspended'];
const UNPAID: readonly InstalmentView['state'][] = ['planned', 'due', 'held'];

/** What she can decide about her money now. */
export interface PaymentStanding {
  readonly award: AwardView;
  /** In the order of the programme's policy. */
  readonly ways: readonly Way[];
  /** The day of the next payment that nothing was prepared for, `YYYY-MM-DD`; null when there is none. */
  readonly nextOn: string | null;
  /** What is owed and too little for any way to send; null when there is nothing so small. */
  readonly rest: Money | null;
}

/** Looks up, for the pages of payments, whose award it is and which ways are open to it. */
@Injectable()
export class PaymentDesk {
  constructor(
    private readonly applications: Applications,
    private readonly awards: Awards,
    private readonly rails: RailRegistry,
  ) {}

  /** Null when there is nothing to direct. */
  async standing(applicantId: Id<'applicant'>): Promise<PaymentStanding | null> {
    const application = await this.applications.forApplicant(applicantId);
    const award = await this.awards.forApplication(application.id);
    if (!award || !OPEN.includes(award.state)) return null;
    const policy = await this.applications.programme(application.programmeId);
    const rails = this.rails.capabilities();
    const parts = await this.awards.instalments(award.id);
    const { small, payable } = unpaidOf(award, parts, rails);
    const ways = payable.length > 0 ? waysFor(policy, rails, ...payable) : [];
    return {
      award,
      ways: ways.filter(({ way }) => isExplained(way)),
      nextOn: nextPlanned(parts, this.awards.today())?.dueOn ?? null,
      rest: small.length > 0 ? Money.sum(award.amount.currency, small) : null,
    };
  }

  /** Takes the offer, if she has not yet. */
  async accept(award: AwardView, applicantId: Id<'applicant'>): Promise<void> {
    await this.awards.accept(award.id, applicantId);
  }
}

/** What is still to come: a way must hold each payment of it, but for rests that no way sends. */
function unpaidOf(
  award: AwardView,
  parts: readonly InstalmentView[],
  rails: readonly RailCapabilities[],
): { readonly small: readonly Money[]; readonly payable: readonly Money[] } {
  const unpaid = parts.filter(({ state }) => UNPAID.includes(state)).map(({ amount }) => amount);
  if (unpaid.length === 0) return { small: [], payable: [award.amount] };
  return {
    small: unpaid.filter((amount) => isTooSmall(amount, rails)),
    payable: unpaid.filter((amount) => !isTooSmall(amount, rails)),
  };
}
