import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { SendingPolicy } from '#payouts';
import { provision, serviceUrl } from '#platform';
import { count, type Count } from '../processes/count.js';
import { DrillDatabase, type StartServer } from '../processes/database.js';
import { fallDue, openPayouts } from '../processes/due.js';
import { freePort, layGround, newSecret, PASSWORD, type DrillGround } from '../processes/ground.js';
import { Hand, Recruits } from '../processes/hand.js';
import { beginEpoch } from '../processes/new-epoch.js';
import { FAST, type DrillSettings, type Trap } from '../processes/settings.js';
import type { Safeguard } from '../safeguards.js';

/** Long enough for a machine that has other things to do. */
const PATIENCE_MS = 60_000;
const LOOK_MS = 50;
const FRESH = 'drill_fresh';

/** How one play is set up. */
export interface StandChoice {
  readonly payouts: number;
  readonly policy: Partial<SendingPolicy>;
  /** How long the provider looks at a recipient before it pays to her. */
  readonly capabilityDelayMs?: number;
  readonly without: Safeguard | null;
}

/** A cluster with an empty fund in it, from which each play gets a copy of its own. */
export class Theatre {
  private constructor(
    private readonly dir: string,
    private readonly database: DrillDatabase,
    private readonly recruits: Recruits,
  ) {}

  static async open(start: StartServer): Promise<Theatre> {
    const dir = mkdtempSync(join(tmpdir(), 'fund-prove-'));
    const database = await DrillDatabase.open(start, dir);
    await provision(database.ownerUrl, PASSWORD);
    await database.backUp(FRESH);
    return new Theatre(dir, database, await Recruits.rehearse(dir));
  }

  /** Plays on a fresh database with a provider of its own; returns what came of it. */
  async stage(choice: StandChoice, play: (stand: Stand) => Promise<void>): Promise<Count> {
    const ends: (() => unknown)[] = [];
    try {
      await this.database.restore(FRESH);
      const port = await freePort();
      const notices = { url: `http://127.0.0.1:${String(port)}/`, secret: newSecret() };
      const { database, recruits } = this;
      // The provider keeps what it knows in its folder, and must not know other plays.
      const dir = mkdtempSync(join(this.dir, 'play-'));
      const ground = await layGround({
        database,
        dir,
        payouts: choice.payouts,
        notices,
        ends,
        capabilityDelayMs: choice.capabilityDelayMs,
      });
      await fallDue(database);
      const stand = new Stand({ database, recruits, ground, port }, choice);
      ends.push(() => stand.clear());
      await play(stand);
      return await stand.count();
    } finally {
      for (const end of ends.reverse()) await end();
    }
  }

  async close(): Promise<void> {
    await this.database.stop();
    rmSync(this.dir, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Where a play takes place. */
interface Place {
  readonly database: DrillDatabase;
  readonly recruits: Recruits;
  readonly ground: DrillGround;
  /** Where the door for notices listens. */
  readonly port: number;
}

/** What a play may do: start processes and hit them at a step, pull the provider's levers, put a backup back. */
export class Stand {
  readonly #hands = new Set<Hand>();
  #toppedUp = 0n;

  constructor(
    private readonly place: Place,
    private readonly choice: StandChoice,
  ) {}

  get database(): DrillDatabase {
    return this.place.database;
  }

  get levers(): DrillGround['levers'] {
    return this.place.ground.levers;
  }

  isWithout(safeguard: Safeguard): boolean {
    return this.choice.without === safeguard;
  }

  async start(role: DrillSettings['role'], trap: Trap | null = null): Promise<Hand> {
    const hand = new Hand(this.place.recruits.next(), {
      ...this.#direct,
      role,
      port: this.place.port,
      fate: null,
      trap,
      skewMs: 0,
      policy: { ...FAST, ...this.choice.policy },
      without: this.choice.without,
    });
    this.#hands.add(hand);
    await hand.start();
    return hand;
  }

  /** Resolves when a step has hit this process. */
  async untilHit(hand: Hand, { what, at }: Trap): Promise<void> {
    await this.until(() => Promise.resolve(hand.hasSaid(`${what}_${at}`)), `${what} ${at}`);
    if (what === 'kill') await hand.ended;
  }

  async until(holds: () => Promise<boolean>, what: string): Promise<void> {
    for (let waited = 0; !(await holds()); waited += LOOK_MS) {
      if (waited > PATIENCE_MS) throw new Error(`The play stands still: ${what}.`);
      await wait(LOOK_MS);
    }
  }

  /** Two processes bring everything to its end, or give up trying; then what comes late has come. */
  async bringToEnd(lateMs = 0): Promise<void> {
    await this.start('sender');
    await this.start('scheduler');
    const patienceMs = 2 * FAST.leaseMs + FAST.quietMs + 4_000;
    for (
      let waited = 0;
      waited < patienceMs && (await openPayouts(this.database)) > 0;
      waited += LOOK_MS
    ) {
      await wait(LOOK_MS);
    }
    await wait(lateMs);
  }

  /** Ends every process. */
  async clear(): Promise<void> {
    const hands = [...this.#hands];
    this.#hands.clear();
    await Promise.all(hands.map((hand) => hand.end()));
  }

  /** As a person does after a restore. */
  async beginEpoch(): Promise<void> {
    await beginEpoch(this.#direct);
  }

  /** Money that really went to the provider. */
  toppedUp(minor: bigint): void {
    this.#toppedUp += minor;
  }

  async count(): Promise<Count> {
    return count(this.database, await this.levers.payments(), this.#toppedUp);
  }

  get #direct(): DrillGround['direct'] {
    const databaseUrl = serviceUrl(this.database.ownerUrl, PASSWORD);
    return { ...this.place.ground.direct, databaseUrl };
  }
}
