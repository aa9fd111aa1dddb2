import { Money } from '#kernel';
import { LedgerService } from '#ledger';
import type { Part } from './cast.js';
import type { ModelProvider } from './model-provider.js';

/**
 * Money is sent to the provider once, and written down until it is certain that it is: when the answer to a commit is
 * lost, the same entry is posted again under the same key.
 */
export function fundsFlow(provider: ModelProvider): Part {
  return async ({ machine, house }) => {
    const { world } = machine;
    for (let number = 1; number <= 3; number += 1) {
      const key = `funding:${String(number)}`;
      const amount = Money.of(BigInt(100_000 * number), 'USD');
      if (!provider.funding.has(key)) provider.funding.set(key, amount.minor);
      const post = { kind: 'provider.funding.arrived', key, amount, sourceRef: 'funding' };
      for (let isWritten = false; !isWritten;) {
        isWritten = await house.unitOfWork
          .run(async () => {
            await house.get(LedgerService).post([post] as never);
            return true;
          })
          .catch(() => false);
      }
      await machine.rest(world.chance.between(600, 3_600) * 1_000);
    }
  };
}
