import type { Id } from '#kernel';
import type { EpochState, EpochsStore } from '../../src/payouts/sending/epochs.store.js';
import { attemptKey } from '../../src/payouts/sending/sending.js';
import type { Machine } from './machine.js';
import type { ModelStore } from './model-store.js';

type Tables = { [Name in keyof EpochsStore]: EpochsStore[Name] };

const SERVER = { systemIdentifier: '1', timeline: 1 };
const OPEN = ['created', 'sent', 'unknown'];

/** The tables of epochs. A new one is begun by whoever restores; what follows from it is the real services' work. */
export class ModelEpochs implements Pick<Tables, 'state' | 'markReconciled' | 'rememberPayment'> {
  constructor(
    private readonly store: ModelStore,
    private readonly machine: Machine,
    private readonly rail: string,
  ) {}

  state(): Promise<EpochState> {
    const { n, beganAtMs, knownUntilMs, isCompared } = this.store.epoch;
    return Promise.resolve({
      server: SERVER,
      epoch: {
        ...SERVER,
        n,
        reason: n === 1 ? 'The first one.' : 'restored',
        beganAt: new Date(beganAtMs),
        knownUntil: new Date(knownUntilMs),
      },
      reconciled: isCompared ? [this.rail] : [],
      now: this.machine.world.now,
    });
  }

  markReconciled(epoch: number): Promise<void> {
    if (epoch === this.store.epoch.n) this.store.epoch = { ...this.store.epoch, isCompared: true };
    return Promise.resolve();
  }

  rememberPayment(
    payoutId: Id<'payout'>,
    providerRef: string,
    bodyDigest: Uint8Array,
  ): Promise<void> {
    const at = this.machine.world.now;
    const attempts = this.store.attemptsOf(payoutId);
    const open = attempts.find(({ state }) => OPEN.includes(state));
    const known = { state: 'unknown', providerRef, firstSentAt: at, lastSentAt: at } as const;
    if (open) {
      const { firstSentAt, lastSentAt } = open;
      this.store.changeAttempt(payoutId, open.n, {
        ...known,
        firstSentAt: firstSentAt ?? at,
        lastSentAt: lastSentAt ?? at,
      });
      return Promise.resolve();
    }
    const n = attempts.length + 1;
    const key = attemptKey(payoutId, n);
    this.store.addAttempt(payoutId, { n, key, bodyDigest, lastCode: null, ...known });
    return Promise.resolve();
  }
}
