import { Injectable } from '@nestjs/common';
import { HistoryGuard } from '../restores/history-guard.service.js';
import { LogCheckStore } from './log-check.store.js';
import { LogKeys } from '../keys/log-keys.service.js';
import { LogWalk } from './log-walk.js';
import type { TreeHead } from '../log/checkpoint.js';
import { LogStore } from '../leaves/log.store.js';
import { WitnessStore } from '../witnessing/witness.store.js';

/** What a check of the log found. */
export interface LogReport {
  readonly leaves: number;
  readonly checkpoints: number;
  /** A sentence each; none when everything is as it was signed. */
  readonly findings: readonly string[];
}

/** Told after each page how many of how many leaves were checked. */
export type LogProgress = (checked: number, total: number) => Promise<void>;

/** Rows younger than this may wait for their leaf. */
const GRACE_MINUTES = 10;
const PAGE = 5_000;
const MOST_UNSEALED = 20;

/**
 * Checks the live log against the rows it is made of: every body is hashed again, every root rebuilt, every
 * signature looked at, every row sought in the log, and the heads kept outside compared. Changes nothing.
 */
@Injectable()
export class LogCheck {
  constructor(
    private readonly log: LogStore,
    private readonly store: LogCheckStore,
    private readonly keys: LogKeys,
    private readonly witnesses: WitnessStore,
    private readonly guard: HistoryGuard,
  ) {}

  async check(onProgress: LogProgress = () => Promise.resolve()): Promise<LogReport> {
    const head = await this.log.head();
    const total = head?.size ?? 0;
    const witnesses = (await this.witnesses.all()).map(({ verifier }) => verifier);
    const walk = new LogWalk(await this.keys.known(), witnesses);
    const outside = await this.guard.publishedHeads();
    let checkpoints = 0;
    await onProgress(0, total);
    for (let from = 0; from < total; from += PAGE) {
      checkpoints += await this.walkPage(walk, { from, to: Math.min(from + PAGE, total) }, outside);
      await onProgress(Math.min(from + PAGE, total), total);
    }
    await this.lookAround(walk);
    return { leaves: walk.size, checkpoints, findings: walk.end() };
  }

  /** Leaves from `from` to before `to`, and every head that lies on the way. */
  private async walkPage(
    walk: LogWalk,
    { from, to }: { from: number; to: number },
    outside: readonly TreeHead[],
  ): Promise<number> {
    const leaves = await this.store.leaves(from, to, PAGE);
    const checkpoints = await this.log.checkpointsBetween(from, to);
    const lines = await this.witnesses.cosignatures(from, to);
    const kept = outside.filter(({ size }) => size > from && size <= to);
    const stops = [...new Set([...checkpoints, ...kept].map(({ size }) => size))];
    let at = 0;
    for (const stop of [...stops.sort((a, b) => a - b), to]) {
      for (; at < leaves.length && (leaves[at]?.idx ?? to) < stop; at += 1) {
        const leaf = leaves[at];
        if (leaf !== undefined) walk.leaf(leaf);
      }
      for (const checkpoint of checkpoints.filter(({ size }) => size === stop)) {
        const cosignatures = lines.filter(({ size }) => size === stop);
        walk.checkpoint({ ...checkpoint, cosignatures });
      }
      for (const head of kept.filter(({ size }) => size === stop)) {
        walk.head({ ...head, where: 'that was published' });
      }
    }
    return checkpoints.length;
  }

  /** What no walk along the leaves can see: leaves and rows beside it, and a history that is not the one outside. */
  private async lookAround(walk: LogWalk): Promise<void> {
    const beyond = await this.store.beyond();
    if (beyond > 0) walk.tell(`${String(beyond)} leaves lie beyond the latest checkpoint.`);
    for (const { source, seq, since } of await this.store.unsealed(GRACE_MINUTES, MOST_UNSEALED)) {
      walk.tell(`The ${source} ${seq} of ${since} is in no leaf.`);
    }
    const trouble = await this.guard.trouble();
    if (trouble !== null) walk.tell(trouble.message);
  }
}
