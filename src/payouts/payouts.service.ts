import { Injectable } from '@nestjs/common';
import { Clock, type Currency, type Id, type Money } from '#kernel';
import {
  ExceptionsStore,
  type ExceptionItem,
  type PayoutFigures,
} from './exceptions/exceptions.store.js';
import { Methods } from './methods/methods.service.js';
import { isUnfinished } from './methods/standing.js';
import type { Payout } from './payout.js';
import type { PayoutState } from './payout.states.js';
import { PayoutsStore } from './payouts.store.js';
import type { ReasonCode } from './rails/rail.js';
import { RailTraffic } from './sending/rail-traffic.service.js';
import type { Attempt } from './sending/sending.js';
import { SendingStore, type Hindrance } from './sending/sending.store.js';

/** What she is shown about a payment: being prepared, on its way, sent, or waiting for another way to pay. */
export type PaymentLabel = 'preparing' | 'on_its_way' | 'sent' | 'needs_another_way';

/** One payment as the person sees it. */
export interface PayoutView {
  readonly id: Id<'payout'>;
  readonly awardId: Id<'award'>;
  readonly amount: Money;
  readonly state: PayoutState;
  readonly label: PaymentLabel;
  readonly rail: string;
  readonly paidAt: Date | null;
  readonly reason: ReasonCode | null;
  readonly methodId: Id<'method'>;
  /** Since when it is as it is: ended, released or made. */
  readonly since: Date;
  /** Since when the provider checks it; null when it does not. */
  readonly heldSince: Date | null;
  /** No way to pay her is in use: nothing more happens before she chooses one. */
  readonly isWithHer: boolean;
}

/** What she has to do before she can be paid: choose a way, or finish the one she has. */
export type SetUpNeed = 'choose' | 'finish';

const MOST_SHOWN = 200;

const MAY_BE_SENT: readonly PayoutState[] = ['released', 'sending', 'outcome_unknown'];

const LABELS: Readonly<Record<PayoutState, PaymentLabel>> = {
  awaiting_approval: 'preparing',
  approved: 'preparing',
  released: 'on_its_way',
  sending: 'on_its_way',
  outcome_unknown: 'on_its_way',
  in_transit: 'on_its_way',
  paid: 'sent',
  settled: 'sent',
  returned: 'needs_another_way',
  failed: 'needs_another_way',
  cancelled: 'preparing',
  expired: 'needs_another_way',
  undeliverable: 'needs_another_way',
  misdirected: 'needs_another_way',
};

/** Once she has chosen another account, what did not arrive is being prepared anew. */
function labelOf({ state, methodId }: Payout, current: Id<'method'> | undefined): PaymentLabel {
  const label = LABELS[state];
  const hasAnother = current !== undefined && current !== methodId;
  return label === 'needs_another_way' && hasAnother ? 'preparing' : label;
}

/** Payouts as others read them. */
@Injectable()
export class Payouts {
  constructor(
    private readonly store: PayoutsStore,
    private readonly sending: SendingStore,
    private readonly questions: ExceptionsStore,
    private readonly methods: Methods,
    private readonly traffic: RailTraffic,
    private readonly clock: Clock,
  ) {}

  /** Throws `PAYOUT_UNKNOWN` (not_found). */
  async get(id: Id<'payout'>): Promise<Payout> {
    return this.store.get(id);
  }

  /** Her payments, oldest first; one that was followed by another is left out. */
  async forApplicant(applicantId: Id<'applicant'>): Promise<PayoutView[]> {
    const all = await this.store.forApplicant(applicantId);
    const followed = new Set(all.map(({ reissueOf }) => reissueOf));
    const calledOff = await this.questions.calledOff(applicantId);
    const method = await this.methods.current(applicantId);
    const held = await this.store.heldSince(applicantId);
    return all
      .filter(({ id }) => !followed.has(id) && !calledOff.has(id))
      .map((payout) => {
        const { id, awardId, amount, state, rail, methodId, paidAt, reason } = payout;
        return {
          ...{ id, awardId, amount, state, rail, methodId, paidAt, reason },
          label: labelOf(payout, method?.id),
          since: payout.closedAt ?? payout.releasedAt ?? payout.createdAt,
          heldSince: held.get(id) ?? null,
          isWithHer: method === null,
        };
      });
  }

  /**
   * What she has to do on the payment page; null when it is nothing. She chooses when nothing is set up yet or the last
   * way did not work, and finishes when the provider waits for her.
   */
  async setUpNeed(applicantId: Id<'applicant'>): Promise<SetUpNeed | null> {
    const method = await this.methods.current(applicantId);
    if (method === null) return 'choose';
    if (isUnfinished(method)) return 'finish';
    const views = await this.forApplicant(applicantId);
    return views.some(({ label }) => label === 'needs_another_way') ? 'choose' : null;
  }

  /** The payout behind the provider's name of a payment; null when there is none. */
  async byProviderRef(providerRef: string): Promise<Payout | null> {
    const id = await this.store.idByProviderRef(providerRef);
    return id === null ? null : this.store.get(id);
  }

  /** The calls that were made for it, in order. */
  async attempts(id: Id<'payout'>): Promise<Attempt[]> {
    return this.sending.attempts(id);
  }

  /** What keeps a payout that was released from being sent now, besides halts and pauses; null when nothing does. */
  async hindrance({ id, state }: Pick<Payout, 'id' | 'state'>): Promise<Hindrance | null> {
    if (!MAY_BE_SENT.includes(state)) return null;
    return (await this.sending.hindrances([id])).get(id) ?? null;
  }

  /** Payouts that need a person, oldest first. */
  async exceptions(): Promise<ExceptionItem[]> {
    return this.questions.open(this.clock.now(), MOST_SHOWN);
  }

  async figures(currency: Currency): Promise<PayoutFigures> {
    return this.questions.figures(currency);
  }

  /** Finance has sent money to the provider: what waited for it is tried at once. Returns how many. */
  async resumeParked(rail: string): Promise<number> {
    return this.traffic.moneyArrived(rail);
  }
}
