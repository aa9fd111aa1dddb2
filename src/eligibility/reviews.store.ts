import { Injectable } from '@nestjs/common';
import { In, LessThanOrEqual } from 'typeorm';
import { invariant, Money, type Currency, type Id } from '#kernel';
import { Database } from '#platform';
import { rubricMissing } from './eligibility.errors.js';
import { ReviewEntity, ReviewReturnEntity, RubricEntity } from './review.entity.js';
import type { ReviewView } from './review.js';
import type { Criterion, Rubric } from './rubric.js';

/** A review with its note still sealed. */
export interface StoredReview extends ReviewView {
  readonly noteSealed: Uint8Array | null;
}

/** An approver's question to the reviewers, still sealed. */
export interface StoredReturn {
  readonly applicationId: Id<'application'>;
  readonly number: number;
  readonly round: number;
  readonly returnedBy: Id<'person'>;
  readonly noteSealed: Uint8Array;
  readonly returnedAt: Date;
}

/** The only way to the tables of rubrics, reviews and returns. */
@Injectable()
export class ReviewsStore {
  constructor(private readonly database: Database) {}

  /** The newest rubric in force. Throws `RUBRIC_MISSING` (unavailable). */
  async rubricInForce(now: Date): Promise<Rubric> {
    const [row] = await this.database.reader.find(RubricEntity, {
      where: { inForceFrom: LessThanOrEqual(now) },
      order: { version: 'desc' },
      take: 1,
    });
    if (!row) throw rubricMissing();
    return toRubric(row);
  }

  /** The rubric a review cites. */
  async rubric(version: number): Promise<Rubric> {
    const row = await this.database.reader.findOneBy(RubricEntity, { version });
    if (!row) throw rubricMissing();
    return toRubric(row);
  }

  async insert({ amount, noteSealed, ...review }: StoredReview): Promise<void> {
    await this.database.writer.insert(ReviewEntity, {
      ...review,
      amountMinor: amount?.minor ?? null,
      noteSealed: noteSealed && Buffer.from(noteSealed),
    });
  }

  /** The reviews of a round in the order they came in. */
  async ofRound(
    applicationId: Id<'application'>,
    round: number,
    currency: Currency,
  ): Promise<StoredReview[]> {
    const rows = await this.database.reader.find(ReviewEntity, {
      where: { applicationId, round },
      order: { submittedAt: 'asc', id: 'asc' },
    });
    return rows.map((row) => toReview(row, currency));
  }

  /** The reviews of many requests at once, every round. */
  async ofMany(applications: ReadonlyMap<Id<'application'>, Currency>): Promise<StoredReview[]> {
    const rows = await this.database.reader.find(ReviewEntity, {
      where: { applicationId: In([...applications.keys()]) },
      order: { submittedAt: 'asc', id: 'asc' },
    });
    return rows.map((row) => {
      const currency = applications.get(row.applicationId);
      invariant(currency !== undefined, 'Only reviews of the requests asked for are found.');
      return toReview(row, currency);
    });
  }

  async insertReturn({ noteSealed, ...back }: StoredReturn): Promise<void> {
    await this.database.writer.insert(ReviewReturnEntity, {
      ...back,
      noteSealed: Buffer.from(noteSealed),
    });
  }

  /** Every time this request was sent back to review, in order. */
  async returns(applicationId: Id<'application'>): Promise<StoredReturn[]> {
    return this.database.reader.find(ReviewReturnEntity, {
      where: { applicationId },
      order: { number: 'asc' },
    });
  }
}

function toReview({ amountMinor, ...row }: ReviewEntity, currency: Currency): StoredReview {
  return { ...row, amount: amountMinor === null ? null : Money.of(amountMinor, currency) };
}

function toRubric({
  version,
  criteria,
  currency,
  oneReviewUpToMinor,
  largeDifference,
}: RubricEntity): Rubric {
  invariant(Array.isArray(criteria) && criteria.every(isCriterion), 'A rubric lists its criteria.');
  return { version, criteria, currency, oneReviewUpToMinor, largeDifference };
}

function isCriterion(value: unknown): value is Criterion {
  if (typeof value !== 'object' || value === null) return false;
  const { code, title, weight, anchors } = value as Partial<Record<keyof Criterion, unknown>>;
  return (
    typeof code === 'string' &&
    typeof title === 'string' &&
    Number.isSafeInteger(weight) &&
    Array.isArray(anchors) &&
    anchors.length === 5 &&
    anchors.every((anchor) => typeof anchor === 'string')
  );
}
