import { Injectable } from '@nestjs/common';
import { Awards } from '#approvals';
import { AuditTrail } from '#audit';
import { Money, utcDate } from '#kernel';
import { LedgerService } from '#ledger';
import { Vault, type SealedPlace } from '#privacy';
import { MethodChanges } from '../methods/method-changes.service.js';
import { cardGraph, type CardFact, type CardState } from './card.states.js';
import { cardAfterLook, type PayoutCard } from './payout-card.js';
import { PayoutCardsStore, type CardRow } from './payout-cards.store.js';
import type { Payout } from '../payout.js';
import type { CardStanding } from '../rails/prepaid-card/card-controls.js';

/** What somebody did to a card. */
export interface CardAct {
  readonly fact: CardFact;
  /** A person's or applicant's id. */
  readonly actor: string;
  /** Why, as a code: finance always says it. */
  readonly reason?: string;
}

/** Writes down what a look at a card showed; what an ended card did not spend is owed again in the same unit of work. */
@Injectable()
export class CardLooks {
  constructor(
    private readonly store: PayoutCardsStore,
    private readonly awards: Awards,
    private readonly ledger: LedgerService,
    private readonly methods: MethodChanges,
    private readonly audit: AuditTrail,
    private readonly vault: Vault,
  ) {}

  /** For a locked payout, in the running unit of work. `did`: what somebody just did to the card at the provider. */
  async record(payout: Payout, standing: CardStanding, at: Date, did?: CardAct): Promise<void> {
    const none = Money.zero(payout.amount.currency);
    const known = await this.store.find(payout.id, payout.amount.currency);
    const before = {
      state: stateAfter(known?.state ?? 'waiting', did),
      returned: known?.returned ?? none,
    };
    const { rest, ...seen } = cardAfterLook(before, standing, payout);
    const card: PayoutCard = {
      payoutId: payout.id,
      ...seen,
      labelSealed: await this.vault.seal(labelPlace(payout), standing.lastDigits),
      returned: before.returned.plus(rest),
      lookedAt: at,
    };
    await this.store.save(card);
    if (standing.state === 'ended') await this.store.dropEnding(payout.id);
    if (did) await this.note(payout, did);
    if (rest.minor > 0n) await this.giveBack(payout, { before: before.returned, rest, at });
  }

  /** The two digits she is shown; null when the card was never looked at. */
  async lastDigits({ payoutId: id, applicantId, amount }: CardRow): Promise<string | null> {
    const card = await this.store.find(id, amount.currency);
    return card && this.vault.open<string>(labelPlace({ id, applicantId }), card.labelSealed);
  }

  private async note({ id }: Payout, { fact, actor, reason }: CardAct): Promise<void> {
    const details = reason === undefined ? {} : { details: { reason } };
    await this.audit.record({ kind: 'act', act: fact, actor, subject: id, ...details });
  }

  /** The key says how much went back before, so that one rest is booked once. Nothing more goes to a card by itself. */
  private async giveBack(
    payout: Payout,
    { before, rest, at }: { readonly before: Money; readonly rest: Money; readonly at: Date },
  ): Promise<void> {
    await this.ledger.post([
      {
        kind: 'card.unspent_returned',
        key: `${payout.id}:card.unspent_returned:${String(before.minor)}`,
        fund: payout.fund,
        amount: rest,
        awardRef: payout.ledgerRef,
        sourceRef: payout.id,
        actor: payout.rail,
      },
    ]);
    const again = { actor: payout.rail, dueOn: utcDate(at) };
    await this.awards.oweAgain(payout.instalmentId, rest, again);
    await this.methods.suspend(payout.applicantId, 'system', payout.methodId);
    await this.note(payout, { fact: 'CardRestReturned', actor: 'system' });
  }
}

/** That a card ended is believed only when the provider says so. */
function stateAfter(known: CardState, did: CardAct | undefined): CardState {
  if (did === undefined || did.fact === 'CardEnded') return known;
  return cardGraph.allows(known, did.fact) ? cardGraph.after(known, did.fact) : known;
}

function labelPlace({ id, applicantId }: Pick<Payout, 'id' | 'applicantId'>): SealedPlace {
  return { subject: applicantId, table: 'payout_card', row: id, field: 'label' };
}
