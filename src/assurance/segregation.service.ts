import { Injectable } from '@nestjs/common';
import { SegregationStore, type Holding, type Offence } from './segregation.store.js';

/** A rule of separation and who broke it; nobody, if all is well. */
export interface SeparationRule {
  readonly rule: string;
  readonly offences: readonly Offence[];
}

/** Separation of duties as it can be shown from what was recorded. */
@Injectable()
export class Segregation {
  constructor(private readonly store: SegregationStore) {}

  /** Every grant of a role there ever was. People are ids. */
  async holdings(): Promise<Holding[]> {
    return this.store.holdings();
  }

  /** Roles a person held at an instant; none for ids that are no person's. */
  async rolesAt(personId: string, at: Date): Promise<string[]> {
    return this.store.rolesAt(personId, at);
  }

  /** What must have happened to nobody, computed from the records and not from the rules that prevent it. */
  async evidence(): Promise<SeparationRule[]> {
    return [
      {
        rule: 'Nobody took two parts in one case (proposing, approving, releasing).',
        offences: await this.store.twoParts(),
      },
      {
        rule: 'Nobody released a batch that they prepared.',
        offences: await this.store.ownBatches(),
      },
      {
        rule: 'No entry has one person as maker and second person, and none lacks the second person its kind asks for.',
        offences: await this.store.entriesAlone(),
      },
      {
        rule: 'Nobody ever held two conflicting roles at one time.',
        offences: await this.store.conflictsHeld(),
      },
    ];
  }
}
