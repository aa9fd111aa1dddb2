import { ProviderNotices } from '../../src/payouts/outcomes/notices.service.js';
import { PayoutJournal } from '../../src/payouts/payout-journal.service.js';
import { UNPAID_ENDS } from '../../src/payouts/payout.states.js';
import { SendingBlocks } from '../../src/payouts/sending/sending-blocks.service.js';
import { Settlement } from '../../src/payouts/outcomes/settlement.service.js';
import type { Payout } from '../../src/payouts/payout.js';
import type { SimulatedHouse } from './house.js';
import type { Machine } from './machine.js';
import type { ModelStore } from './model-store.js';
import { newPayout } from './model-payout.js';

const SECOND_MS = 1_000;
const LARGEST_BLOCK = 4;

/** One part in the play: a machine, its services, the database all share. */
export interface Role {
  readonly machine: Machine;
  readonly house: SimulatedHouse;
  readonly store: ModelStore;
}

export type Part = (role: Role) => Promise<void>;

/** Sends whatever is due, one at a time or some together, for as long as it lives. */
export const sender: Part = async ({ machine, house, store }) => {
  const sending = house.get(SendingBlocks);
  for (;;) {
    machine.calls = 0;
    const most = machine.world.chance.between(1, LARGEST_BLOCK);
    const taken = await sending.send(most).catch((error: unknown) => {
      machine.tell(error instanceof Error ? error.message : 'failed');
      return 0;
    });
    if (taken === 0)
      await machine.rest(idleMs(machine, store, ['released', 'sending', 'outcome_unknown']));
  }
};

/** Asks the provider, settles, works off notices. There are two, as after a deployment. */
export const scheduler: Part = async ({ machine, house, store }) => {
  const settlement = house.get(Settlement);
  const notices = house.get(ProviderNotices);
  for (;;) {
    try {
      await settlement.poll();
      await settlement.settleDue();
      await notices.handleWaiting();
    } catch (error) {
      machine.tell(error instanceof Error ? error.message : 'failed');
    }
    await machine.rest(idleMs(machine, store, ['in_transit', 'paid']));
  }
};

/** Finance: takes halts away, and pays again what ended without money in her hand, by the way she has then. */
export const finance: Part = async ({ machine, house, store }) => {
  for (;;) {
    await machine.rest(machine.world.chance.between(300, 1_800) * SECOND_MS);
    await house.unitOfWork
      .run(() => {
        for (const { reason } of store.halts) {
          if (!reason.includes('does not let us pay')) machine.world.violate(`halt: ${reason}`);
        }
        if (store.halts.length > 0) store.halts = [];
        return Promise.resolve();
      })
      .catch(() => undefined);
    for (const { payout } of [...store.rows.values()]) {
      const isEnded = UNPAID_ENDS.includes(payout.state);
      if (!isEnded || store.latestOf(payout.instalmentId)?.id !== payout.id) continue;
      await release(house, store, payout).catch(() => undefined);
    }
  }
};

/**
 * She changes where the money goes, wherever it is: waiting, claimed, postponed or under way. What nobody can have heard of
 * is cancelled at once and made anew; what becomes of the rest is the senders' to find out.
 */
export const methodChanger: Part = async ({ machine, house, store }) => {
  for (;;) {
    await machine.rest(machine.world.chance.between(60, 3_600) * SECOND_MS);
    if (machine.world.isCalm) return;
    const unpaid = [...store.rows.values()].filter(({ payout }) => UNPAID.includes(payout.state));
    const row = unpaid[machine.world.chance.between(0, Math.max(0, unpaid.length - 1))];
    if (!row) continue;
    await house.unitOfWork
      .run(async () => {
        const payout = await house.payouts.getLocked(row.payout.id);
        const { nowMs } = machine.world;
        // Named by the moment: whoever begins again after a crash has not counted.
        const way = `mth_${payout.instalmentId}_${String(nowMs)}` as Payout['methodId'];
        store.changeWay(payout.instalmentId, way, nowMs);
        if (!isUnsent(store, payout)) return;
        const act = { actor: payout.applicantId, at: machine.now };
        await house.get(PayoutJournal).record(payout, ['PayoutCancelled'], act);
        await release(house, store, payout);
      })
      .catch(() => undefined);
  }
};

const UNPAID: readonly Payout['state'][] = ['released', 'sending', 'outcome_unknown'];

/** Nobody can have heard of it. */
const isUnsent = (store: ModelStore, { id, state }: Payout): boolean =>
  state === 'released' &&
  store.epoch.isCompared &&
  store.attemptsOf(id).every(({ firstSentAt }) => firstSentAt === null);

/** A successor of `earlier` by the way she has now, proposed and released at once. */
async function release(house: SimulatedHouse, store: ModelStore, earlier: Payout): Promise<void> {
  await house.unitOfWork.run(async () => {
    const at = house.now;
    const next = newPayout(store.rows.size + 1, {
      instalmentId: earlier.instalmentId,
      amount: earlier.amount,
      methodId: store.ways.get(earlier.instalmentId) ?? earlier.methodId,
      reissueOf: earlier.id,
    });
    if (!house.payouts.add(next)) return;
    await house.get(PayoutJournal).record(next, ['PayoutReleased'], { actor: 'per_releaser', at });
  });
}

/** A while under strain; in the calm, until something is due. */
function idleMs({ world }: Machine, store: ModelStore, states: readonly string[]): number {
  if (!world.isCalm) return world.chance.between(20, 300) * SECOND_MS;
  const due = [...store.rows.values()]
    .filter(({ payout }) => states.includes(payout.state))
    .map(({ notBeforeMs, leaseUntilMs }) => Math.max(notBeforeMs, leaseUntilMs ?? 0) + 1);
  const soonest = Math.min(world.nowMs + 3_600 * SECOND_MS, ...due);
  return Math.max(soonest - world.nowMs, 5 * SECOND_MS);
}
