import { Injectable } from '@nestjs/common';
import { Money, type Currency, type Id } from '#kernel';
import { Database } from '#platform';
import type { CardState } from './card.states.js';
import { PayoutCardEntity } from './payout-card.entity.js';
import type { PayoutCard } from './payout-card.js';

/** A payout by card, as lists show it. The card is the provider's name of the first one. */
export interface CardRow {
  readonly payoutId: Id<'payout'>;
  readonly applicantId: Id<'applicant'>;
  readonly firstCard: string;
  readonly state: CardState;
  readonly amount: Money;
  readonly spent: Money;
  readonly returned: Money;
  readonly paidAt: Date | null;
  readonly lookedAt: Date | null;
}

interface RawRow {
  payout_id: Id<'payout'>;
  applicant_id: Id<'applicant'>;
  first_card: string;
  state: CardState;
  amount_minor: string;
  currency: Currency;
  spent_minor: string;
  returned_minor: string;
  paid_at: Date | null;
  looked_at: Date | null;
}

/** The only way to the table of cards. */
@Injectable()
export class PayoutCardsStore {
  constructor(private readonly database: Database) {}

  async find(payoutId: Id<'payout'>, currency: Currency): Promise<PayoutCard | null> {
    const row = await this.database.reader.getRepository(PayoutCardEntity).findOneBy({ payoutId });
    if (!row) return null;
    const { spentMinor, returnedMinor, ...rest } = row;
    const spent = Money.of(spentMinor, currency);
    return { ...rest, spent, returned: Money.of(returnedMinor, currency) };
  }

  async save({ spent, returned, labelSealed, ...rest }: PayoutCard): Promise<void> {
    await this.database.writer.getRepository(PayoutCardEntity).upsert(
      {
        ...rest,
        labelSealed: Buffer.from(labelSealed),
        spentMinor: spent.minor,
        returnedMinor: returned.minor,
      },
      ['payoutId'],
    );
  }

  /** Null when the payout has no card. */
  async row(payoutId: Id<'payout'>): Promise<CardRow | null> {
    const rows = await this.database.query<RawRow>(
      `select * from card_in_hand where payout_id = $1`,
      [payoutId],
    );
    return rows.map(rowFrom)[0] ?? null;
  }

  /** Hers, oldest first. */
  async ofApplicant(applicantId: Id<'applicant'>): Promise<CardRow[]> {
    const rows = await this.database.query<RawRow>(
      `select * from card_in_hand where applicant_id = $1 order by created_at, payout_id`,
      [applicantId],
    );
    return rows.map(rowFrom);
  }

  /** Cards that can still spend, the longest paid first. */
  async live(limit: number): Promise<CardRow[]> {
    const rows = await this.database.query<RawRow>(
      `select * from card_in_hand where state <> 'ended' order by paid_at nulls last, payout_id limit $1`,
      [limit],
    );
    return rows.map(rowFrom);
  }

  /** Cards to look at today: those that live, and those paid since then, for money that shops give back late. */
  async toLookAt(paidSince: Date, limit: number): Promise<CardRow[]> {
    const rows = await this.database.query<RawRow>(
      `select * from card_in_hand where state <> 'ended' or paid_at > $1
       order by looked_at nulls first, payout_id limit $2`,
      [paidSince, limit],
    );
    return rows.map(rowFrom);
  }
}

function rowFrom(row: RawRow): CardRow {
  const { currency } = row;
  return {
    payoutId: row.payout_id,
    applicantId: row.applicant_id,
    firstCard: row.first_card,
    state: row.state,
    amount: Money.of(BigInt(row.amount_minor), currency),
    spent: Money.of(BigInt(row.spent_minor), currency),
    returned: Money.of(BigInt(row.returned_minor), currency),
    paidAt: row.paid_at,
    lookedAt: row.looked_at,
  };
}
