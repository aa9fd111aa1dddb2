import { Injectable } from '@nestjs/common';
import { Applications } from '#applications';
import { Awards, nextPlanned, type AwardView, type InstalmentView } from '#approvals';
import type { Id, Money } from '#kernel';
import { RailRegistry, waysFor, type Way } from '#payouts';
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
    const rails = this.rails.all().map(({ capabilities }) => capabilities);
    const parts = await this.awards.instalments(award.id);
    const payment = largestPayment(award, parts);
    const ways = waysFor(policy, rails, payment).filter(({ way }) => isExplained(way));
    const nextOn = nextPlanned(parts, this.awards.today())?.dueOn ?? null;
    return { award, ways, nextOn };
  }

  /** Takes the offer, if she has not yet. */
  async accept(award: AwardView, applicantId: Id<'applicant'>): Promise<void> {
    await this.awards.accept(award.id, applicantId);
  }
}

/** A way must hold every payment that is still to come. */
function largestPayment(award: AwardView, all: readonly InstalmentView[]): Money {
  const parts = all.filter(({ state }) => UNPAID.includes(state));
  const [first, ...others] = parts.map(({ amount }) => amount);
  if (first === undefined) return award.amount;
  return others.reduce((most, one) => (one.isMoreThan(most) ? one : most), first);
}
