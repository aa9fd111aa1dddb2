import type { Id } from '#kernel';

/** An account of somebody who works here, known by a keyed digest only. */
export interface StaffInstrument {
  readonly id: Id<'staffInstrument'>;
  readonly personId: Id<'person'>;
  readonly addedBy: Id<'person'>;
  readonly addedAt: Date;
}

/** Money of an award would go to a listed account. */
export interface InstrumentMatch {
  readonly personId: Id<'person'>;
  readonly awardId: Id<'award'>;
  readonly methodId: Id<'method'>;
  readonly foundAt: Date;
}
