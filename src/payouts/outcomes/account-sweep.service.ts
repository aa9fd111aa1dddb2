import { Injectable } from '@nestjs/common';
import { DomainError } from '#kernel';
import { Log } from '#platform';
import { RailRegistry } from '../rails/rail-registry.js';
import type { PayoutRail } from '../rails/rail.js';
import { AccountSweepStore } from './account-sweep.store.js';
import { ProviderWatch } from './provider-watch.service.js';
import { UnexplainedMoney } from './unexplained-money.service.js';

/**
 * No money rests in an account of hers. A payout may come to nothing long after it counted as settled, and the one
 * notice of it may be lost: so the balance of every account is asked, and where something rests, the payouts that went
 * through it are looked at like any other, which brings the money back and makes her owed again.
 */
@Injectable()
export class AccountSweep {
  constructor(
    private readonly rails: RailRegistry,
    private readonly store: AccountSweepStore,
    private readonly watch: ProviderWatch,
    private readonly unexplained: UnexplainedMoney,
    private readonly log: Log,
  ) {}

  /**
   * Returns how many payouts came back. What a crash leaves between the way back and the books is found by the next
   * reconciliation. An account that cannot be asked keeps no other from being swept; then throws `ACCOUNTS_NOT_SWEPT`
   * (unavailable).
   */
  async run(): Promise<number> {
    let back = 0;
    let failed = 0;
    for (const rail of this.rails.all()) {
      if (rail.restingAt === undefined) continue;
      for (const account of await this.store.quiet(rail.capabilities.id)) {
        try {
          back += await this.sweep(rail, account);
        } catch (error) {
          this.log.error('account could not be swept', error, { subject: account });
          failed += 1;
        }
      }
    }
    if (failed === 0) return back;
    throw new DomainError(
      'unavailable',
      'ACCOUNTS_NOT_SWEPT',
      'A payment company did not say what rests in an account, or did not give it back.',
    );
  }

  private async sweep(rail: PayoutRail, account: string): Promise<number> {
    if (!(await this.rests(rail, account))) return 0;
    const { id } = rail.capabilities;
    const before = await this.store.paidThrough(id, account);
    for (const payout of before) await this.watch.look(payout);
    const after = await this.store.paidThrough(id, account);
    // Asked in this order: whatever was sent there since makes the account one that is not quiet.
    if ((await this.rests(rail, account)) && (await this.store.isQuiet(id, account))) {
      await this.unexplained.restsAt(id, account);
    }
    return before.length - after.length;
  }

  private async rests(rail: PayoutRail, account: string): Promise<boolean> {
    const resting = await rail.restingAt?.(account);
    return resting !== undefined && resting.minor > 0n;
  }
}
