import { Injectable } from '@nestjs/common';
import { Awards } from '#approvals';
import { AuditTrail } from '#audit';
import type { Money } from '#kernel';
import { LedgerService } from '#ledger';
import { MethodChanges } from '../methods/method-changes.service.js';
import type { Payout } from '../payout.js';

/** What a card that ended did not spend: owed again on the award. */
@Injectable()
export class CardRests {
  constructor(
    private readonly awards: Awards,
    private readonly ledger: LedgerService,
    private readonly methods: MethodChanges,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * In the running unit of work. The key says how much went back before, so that one rest is booked once. Nothing more
   * goes to a card by itself.
   */
  async giveBack(
    payout: Payout,
    { before, rest }: { readonly before: Money; readonly rest: Money },
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
    const again = { actor: payout.rail, dueOn: this.awards.today() };
    await this.awards.oweAgain(payout.instalmentId, rest, again);
    await this.methods.suspend(payout.applicantId, 'system', payout.methodId);
    await this.audit.record({
      kind: 'act',
      act: 'CardRestReturned',
      actor: 'system',
      subject: payout.id,
    });
  }
}
