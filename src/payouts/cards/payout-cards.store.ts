import { Injectable } from '@nestjs/common';
import { Money, type Currency, type Id } from '#kernel';
import { Database } from '#platform';
import type { CardState } from './card.states.js';
import type { CardEnding, EndingReason } from './card-ending.js';
import { PayoutCardEntity } from './payout-card.entity.js';
import type { PayoutCard } from './payout-card.js';

/** A payout by card, as lists show it. The card is the provider's name of the first one. */
export interface CardRow {
  readonly payoutId: Id<'payout'>;
  readonly applicantId: Id<'applicant'>;
  readonly firstCard: string;
  readonly state: CardState;
  readonly fund: string;
  readonly amount: Money;
  readonly spent: Money;
  /** Taken by shops beyond the payout, as `PayoutCard` says. */
  readonly overspent: Money;
  readonly returned: Money;
  /** Since when the card is there. */
  readonly since: Date;
  readonly paidAt: Date | null;
  readonly lookedAt: Date | null;
  /** What somebody of finance asked for and another one has not answered; null most of the time. */
  readonly ending: CardEnding | null;
}

interface RawRow {
  payout_id: Id<'payout'>;
  applicant_id: Id<'applicant'>;
  first_card: string;
  state: CardState;
  amount_minor: string;
  currency: Currency;
  spent_minor: string;
  overspent_minor: string;
  returned_minor: string;
  paid_at: Date | null;
  looked_at: Date | null;
  fund: string;
  since: Date;
  asked_by: Id<'person'> | null;
  asked_at: Date | null;
  ending_reason: EndingReason | null;
}

/** The only way to the table of cards. */
@Injectable()
export class PayoutCardsStore {
  constructor(private readonly database: Database) {}

  async find(payoutId: Id<'payout'>, currency: Currency): Promise<PayoutCard | null> {
    const row = await this.database.reader.getRepository(PayoutCardEntity).findOneBy({ payoutId });
    if (!row) return null;
    const { spentMinor, overspentMinor, returnedMinor, ...rest } = row;
    const money = (minor: bigint): Money => Money.of(minor, currency);
    return {
      ...rest,
      spent: money(spentMinor),
      overspent: money(overspentMinor),
      returned: money(returnedMinor),
    };
  }

  async save({ spent, overspent, returned, labelSealed, ...rest }: PayoutCard): Promise<void> {
    await this.database.writer.getRepository(PayoutCardEntity).upsert(
      {
        ...rest,
        labelSealed: Buffer.from(labelSealed),
        spentMinor: spent.minor,
        overspentMinor: overspent.minor,
        returnedMinor: returned.minor,
      },
      ['payoutId'],
    );
  }

  /** False when somebody has asked before. */
  async askToEnd(payoutId: Id<'payout'>, ending: CardEnding): Promise<boolean> {
    const rows = await this.database.write(
      `insert into card_ending (payout_id, reason, asked_by, asked_at) values ($1, $2, $3, $4)
       on conflict do nothing returning payout_id`,
      [payoutId, ending.reason, ending.askedBy, ending.askedAt],
    );
    return rows.length > 0;
  }

  /** False when nobody asks any more. */
  async dropEnding(payoutId: Id<'payout'>): Promise<boolean> {
    const rows = await this.database.write(
      `delete from card_ending where payout_id = $1 returning payout_id`,
      [payoutId],
    );
    return rows.length > 0;
  }

  /** Null when the payout has no card. */
  async row(payoutId: string): Promise<CardRow | null> {
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

  /** Cards that have not come to their end, the oldest first. */
  async live(limit: number): Promise<CardRow[]> {
    const rows = await this.database.query<RawRow>(
      `select * from card_in_hand where state <> 'ended' order by since, payout_id limit $1`,
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
  const { currency, asked_by: askedBy, asked_at: askedAt, ending_reason: reason } = row;
  return {
    payoutId: row.payout_id,
    applicantId: row.applicant_id,
    firstCard: row.first_card,
    state: row.state,
    amount: Money.of(BigInt(row.amount_minor), currency),
    spent: Money.of(BigInt(row.spent_minor), currency),
    overspent: Money.of(BigInt(row.overspent_minor), currency),
    returned: Money.of(BigInt(row.returned_minor), currency),
    fund: row.fund,
    since: row.since,
    paidAt: row.paid_at,
    lookedAt: row.looked_at,
    ending: askedBy && askedAt && reason ? { askedBy, askedAt, reason } : null,
  };
}
