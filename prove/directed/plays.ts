import { setTimeout as wait } from 'node:timers/promises';
import { TOP_UP } from '../processes/top-up.js';
import { TRUST_EVERY_KEY, TRUST_NO_KEY, type Trap } from '../processes/settings.js';
import type { Safeguard } from '../safeguards.js';
import type { Stand, StandChoice } from './stand.js';

/** A short story in which one safeguard is all that stands between us and harm. */
export interface Play extends Omit<StandChoice, 'without'> {
  /** What the database has to do without; the processes' own are taken away in the processes. */
  readonly takenAway?: readonly string[];
  readonly act: (stand: Stand) => Promise<void>;
}

const PAYMENTS = { method: 'POST', path: '/v2/money_management/outbound_payments' } as const;
const HOUR_MS = 3_600_000;
/** Longer than the provider remembers a key. */
const KEY_LIFE_MS = 31 * 24 * HOUR_MS;
const AFTER_THE_CALL: Trap = { at: 'after_call', what: 'stop' };
const SLOW_MS = 3_000;

export const PLAYS: Readonly<Record<Safeguard, Play>> = {
  /** The provider does its work and says that it broke. */
  lookup: {
    payouts: 3,
    policy: { ...TRUST_NO_KEY, quietMs: 2_000 },
    act: async (stand) => {
      await stand.levers.addFault({ ...PAYMENTS, kind: 'status_500', effect: true, times: 3 });
      await stand.bringToEnd();
    },
  },

  /** The provider is busy with the first call for longer than we wait for it. */
  quiet: {
    payouts: 1,
    policy: TRUST_NO_KEY,
    act: async (stand) => {
      await stand.levers.addFault({ ...PAYMENTS, kind: 'slow', ms: SLOW_MS, effect: false });
      await stand.bringToEnd(SLOW_MS + 1_000);
    },
  },

  /** One is refused and falls asleep with the answer; another one pays; then the first one writes its answer down. */
  fence: {
    payouts: 1,
    policy: TRUST_EVERY_KEY,
    capabilityDelayMs: HOUR_MS,
    takenAway: [
      `create function fence_stays() returns trigger language plpgsql as
         $$ begin new.fence := old.fence; return new; end $$`,
      `create trigger fence_stays before update on payout for each row execute function fence_stays()`,
    ],
    act: async (stand) => {
      const first = await stand.start('sender', AFTER_THE_CALL);
      await stand.untilHit(first, AFTER_THE_CALL);
      await stand.levers.forward(HOUR_MS);
      const second = await stand.start('sender', AFTER_THE_CALL);
      await stand.untilHit(second, AFTER_THE_CALL);
      first.child.kill('SIGCONT');
      await wait(1_000);
      second.child.kill('SIGCONT');
      await wait(1_000);
      await stand.bringToEnd();
    },
  },

  /** A sender ends after its call, and the next one comes when the provider has forgotten the key. */
  'mark-before-send': {
    payouts: 1,
    policy: {},
    takenAway: [
      `create function mark_is_lost() returns trigger language plpgsql as
         $$ begin new.state := old.state; new.first_sent_at := null; new.last_sent_at := null; return new; end $$`,
      `create trigger mark_is_lost before update on payout_attempt for each row
         when (old.state = 'created' and new.state = 'sent') execute function mark_is_lost()`,
    ],
    act: async (stand) => {
      const trap = { at: 'after_call', what: 'kill' } as const;
      await stand.untilHit(await stand.start('sender', trap), trap);
      // What would have been written together with the outcome is lost by now.
      await stand.database.query('drop trigger if exists mark_is_lost on payout_attempt');
      await stand.levers.forward(KEY_LIFE_MS);
      await stand.bringToEnd();
    },
  },

  /** The provider tells everything twice. */
  'inbox-once': {
    payouts: 2,
    policy: {},
    takenAway: ['alter table inbox drop constraint inbox_pkey'],
    act: async (stand) => {
      await stand.start('intake');
      await stand.bringToEnd();
      await stand.levers.tellAgain();
      await wait(3_000);
    },
  },

  /** Finance does not hear that money sent to the provider is booked, and books it again. */
  'unique-ledger-key': {
    payouts: 1,
    policy: {},
    takenAway: [
      `create function key_says_nothing() returns trigger language plpgsql as
         $$ begin new.idempotency_key := new.idempotency_key || ':' || new.seq; return new; end $$`,
      `create trigger key_says_nothing before insert on ledger.entry for each row execute function key_says_nothing()`,
    ],
    act: async (stand) => {
      const trap = { at: 'after_commit', what: 'kill' } as const;
      stand.toppedUp(TOP_UP.minor);
      await stand.untilHit(await stand.start('finance', trap), trap);
      await (
        await stand.start('finance')
      ).ended;
      await stand.bringToEnd();
    },
  },

  /** A backup is put back, and the provider has forgotten the keys of what it forgot. */
  epoch: {
    payouts: 3,
    policy: { quietMs: 2_000 },
    act: async (stand) => {
      await stand.database.backUp();
      await stand.bringToEnd();
      await stand.clear();
      await stand.database.restore();
      await stand.levers.forward(KEY_LIFE_MS);
      if (!stand.isWithout('epoch')) await stand.beginEpoch();
      await stand.bringToEnd();
    },
  },
};
