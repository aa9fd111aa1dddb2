import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { Clock, type Id } from '#kernel';
import { UnitOfWork } from '#platform';
import { itemUnknown, paperChanged, papersMissing } from './assurance.errors.js';
import { factsOf } from './evidence.js';
import { EvidenceStore } from './evidence.store.js';
import { PaperStore, type Conclusion, type Paper } from './paper.store.js';
import { project, type Projection } from './projection.js';
import type { Sample, SampleItem } from './sample.store.js';
import { Samples } from './samples.service.js';
import {
  checkConclusion,
  checkFailIsExplained,
  checkNote,
  checkVerdicts,
  type Facts,
  type Outcome,
} from './working-paper.js';

/** An item with its newest paper, if it is signed. */
export interface ItemWithPaper extends SampleItem {
  readonly paper: Paper | null;
}

/** A sample with everything that was found. */
export interface Workbook {
  readonly sample: Sample;
  readonly items: readonly ItemWithPaper[];
  readonly conclusions: readonly Conclusion[];
  /** Of the papers signed so far; an item without a paper counts as right. */
  readonly projection: Projection;
}

/** An item to look at: what the system knows and every version of its paper, newest first. */
export interface Workpage {
  readonly sample: Sample;
  readonly item: SampleItem;
  readonly facts: Facts;
  readonly versions: readonly Paper[];
}

/** A paper as it is signed; `version` is the one that was read before, 0 for none. */
export interface PaperOrder {
  readonly actor: Id<'person'>;
  readonly sample: Id<'sample'>;
  readonly n: number;
  readonly version: number;
  readonly verdicts: Readonly<Record<string, string>>;
  readonly note: string;
  /** Minor units; null when the booked amount is right. */
  readonly audited: bigint | null;
}

/** A conclusion as it is signed; `version` is the one that was read before, 0 for none. */
export interface ConclusionOrder {
  readonly actor: Id<'person'>;
  readonly sample: Id<'sample'>;
  readonly version: number;
  readonly outcome: Outcome;
  readonly note: string;
}

/** Working papers: one for each item, signed, corrected only by a next version; and the conclusion over them. */
@Injectable()
export class WorkingPapers {
  constructor(
    private readonly samples: Samples,
    private readonly store: PaperStore,
    private readonly evidence: EvidenceStore,
    private readonly audit: AuditTrail,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** Throws `SAMPLE_UNKNOWN` (not_found). */
  async workbook(id: Id<'sample'>): Promise<Workbook> {
    const { sample, items } = await this.samples.get(id);
    const newest = Map.groupBy(await this.store.all(id), ({ n }) => n);
    const withPapers = items.map((item) => ({ ...item, paper: newest.get(item.n)?.[0] ?? null }));
    return {
      sample,
      items: withPapers,
      conclusions: await this.store.conclusions(id),
      projection: project(
        withPapers.map(({ amount, paper, isCertain }) => ({
          book: amount,
          audited: paper?.audited ?? amount,
          isCertain,
        })),
        sample.interval,
      ),
    };
  }

  /** Throws `SAMPLE_UNKNOWN`, `SAMPLE_ITEM_UNKNOWN` (not_found). */
  async workpage(id: Id<'sample'>, n: number): Promise<Workpage> {
    const { sample, items } = await this.samples.get(id);
    const item = items.find((one) => one.n === n);
    if (item === undefined) throw itemUnknown();
    const [evidence] = await this.evidence.of([item.seq], sample.currency);
    if (evidence === undefined) throw itemUnknown();
    // Where the sample is of one fund, the amount of the item is that fund's part.
    const facts = factsOf({ ...evidence, amount: item.amount });
    return { sample, item, facts, versions: await this.store.ofItem(id, n) };
  }

  /** Throws `PAPER_INVALID`, `NOTE_INVALID` (invalid), `PAPER_CHANGED` (conflict). */
  async sign(order: PaperOrder): Promise<void> {
    const { item, facts } = await this.workpage(order.sample, order.n);
    const verdicts = checkVerdicts(order.verdicts);
    const note = checkNote(order.note);
    checkFailIsExplained(verdicts, note);
    const paper: Paper = {
      n: order.n,
      version: order.version + 1,
      verdicts,
      facts,
      note,
      audited: order.audited ?? item.amount,
      signedBy: order.actor,
      signedAt: this.clock.now(),
    };
    await this.unitOfWork.run(async () => {
      if (!(await this.store.add(order.sample, paper))) throw paperChanged();
      await this.audit.record({
        kind: 'sign_off',
        act: 'WorkingPaperSigned',
        actor: order.actor,
        subject: order.sample,
        details: {
          item: order.n,
          entry: String(item.seq),
          version: paper.version,
          failed: Object.values(verdicts).filter((verdict) => verdict === 'fail').length,
        },
      });
    });
  }

  /** Throws `PAPERS_MISSING`, `PAPER_CHANGED` (conflict), `NOTE_INVALID` (invalid). */
  async conclude(order: ConclusionOrder): Promise<void> {
    const { items, projection } = await this.workbook(order.sample);
    const missing = items.filter(({ paper }) => paper === null).length;
    if (missing > 0) throw papersMissing(missing);
    const conclusion: Conclusion = {
      ...projection,
      version: order.version + 1,
      outcome: order.outcome,
      note: checkConclusion(order.note),
      signedBy: order.actor,
      signedAt: this.clock.now(),
    };
    await this.unitOfWork.run(async () => {
      if (!(await this.store.addConclusion(order.sample, conclusion))) throw paperChanged();
      await this.audit.record({
        kind: 'sign_off',
        act: 'SampleConcluded',
        actor: order.actor,
        subject: order.sample,
        details: { version: conclusion.version, outcome: order.outcome, items: items.length },
      });
    });
  }
}
