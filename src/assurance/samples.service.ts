import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { Clock, newId, type Id } from '#kernel';
import { UnitOfWork } from '#platform';
import { populationChanged, sampleUnknown, seedInvalid } from './assurance.errors.js';
import { draw } from './draw.js';
import {
  checkQuestion,
  figuresOf,
  type Horizon,
  type PopulationFigures,
  type PopulationQuestion,
} from './population.js';
import { PopulationStore } from './population.store.js';
import { isSeed, type SamplePlan, type Selection } from './sample.js';
import { SampleStore, type Sample, type SampleItem, type SampleLine } from './sample.store.js';

/** What a draw would give: shown before it is made. */
export interface Preview {
  readonly population: PopulationFigures;
  readonly horizon: Horizon;
  readonly selection: Selection;
}

/** A draw as an auditor confirmed it: `seen` is the digest of the population they looked at. */
export interface DrawOrder {
  readonly actor: Id<'person'>;
  readonly question: PopulationQuestion;
  readonly plan: SamplePlan;
  readonly seen: string;
}

/** Samples of the journal: drawn, kept with all that is needed to draw them again, never changed. */
@Injectable()
export class Samples {
  constructor(
    private readonly store: SampleStore,
    private readonly populations: PopulationStore,
    private readonly audit: AuditTrail,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** The population and what would be chosen; changes nothing. Throws what `draw` and `checkQuestion` throw, `SEED_INVALID`. */
  async preview(question: PopulationQuestion, plan: SamplePlan): Promise<Preview> {
    checkQuestion(question);
    if ('seed' in plan && !isSeed(plan.seed)) throw seedInvalid();
    const horizon = await this.populations.horizon();
    const population = await this.populations.read(question, horizon);
    return { population: figuresOf(population), horizon, selection: draw(population, plan) };
  }

  /** Draws and keeps the sample. Throws `POPULATION_CHANGED` (conflict) when entries were added since `seen`. */
  async draw({ actor, question, plan, seen }: DrawOrder): Promise<Id<'sample'>> {
    const { population, horizon, selection } = await this.preview(question, plan);
    if (population.digest !== seen) throw populationChanged();
    const id = newId('sample');
    const { allocations, interval, items } = selection;
    const drawn = { id, drawnBy: actor, drawnAt: this.clock.now() };
    await this.unitOfWork.run(async () => {
      await this.store.add(
        { ...question, ...horizon, ...drawn, plan, population, allocations, interval },
        items,
      );
      await this.audit.record({
        kind: 'act',
        act: 'SampleDrawn',
        actor,
        subject: id,
        details: {
          method: plan.method,
          items: items.length,
          population: population.count,
          // Underscore in front: a digest may begin with many digits, and digits alone look like a telephone.
          draw: `sha256_${drawDigest(population, plan, selection)}`,
        },
      });
    });
    return id;
  }

  /** Newest first. */
  async list(): Promise<SampleLine[]> {
    return this.store.list();
  }

  /** Throws `SAMPLE_UNKNOWN` (not_found). */
  async get(id: Id<'sample'>): Promise<{ sample: Sample; items: SampleItem[] }> {
    const sample = await this.store.find(id);
    if (sample === null) throw sampleUnknown();
    return { sample, items: await this.store.items(id) };
  }

  /** Draws the same sample again from the journal as it stands now: whether population and items are the same. */
  async isReproducible(id: Id<'sample'>): Promise<boolean> {
    const { sample, items } = await this.get(id);
    const population = await this.populations.read(sample, sample);
    if (figuresOf(population).digest !== sample.population.digest) return false;
    const again = draw(population, sample.plan).items;
    return (
      again.length === items.length && again.every(({ seq }, index) => seq === items[index]?.seq)
    );
  }
}

/** Binds population, plan and choice in the log: SHA-256 of their lines. */
function drawDigest(population: PopulationFigures, plan: SamplePlan, { items }: Selection): string {
  const lines = [
    population.digest,
    ...Object.entries(plan).map(([name, value]) => `${name}=${String(value)}`),
    ...items.map(({ seq }) => String(seq)),
  ];
  return createHash('sha256').update(lines.join('\n'), 'utf8').digest('hex');
}
