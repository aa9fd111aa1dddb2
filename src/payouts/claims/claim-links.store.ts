import { Injectable } from '@nestjs/common';
import { Money, type Currency, type Id } from '#kernel';
import { Database } from '#platform';
import type { ClaimLink } from './claim-link.js';
import type { PayoutState } from '../payout.states.js';

interface Row {
  readonly payoutId: Id<'payout'>;
  readonly applicantId: Id<'applicant'>;
  readonly rail: string;
  readonly state: PayoutState;
  readonly minor: string;
  readonly currency: Currency;
  readonly fund: string;
  readonly providerRef: string | null;
  readonly usableUntil: Date | null;
  readonly since: Date | null;
  readonly showings: readonly Date[];
  readonly heldSince: Date | null;
}

const SELECT = `select p.id as "payoutId", p.applicant_id as "applicantId", p.rail, p.state,
    p.amount_minor::text as minor, p.currency, p.fund, a.provider_ref as "providerRef",
    c.usable_until as "usableUntil", a.first_sent_at as since, p.held_since as "heldSince",
    array(select s.shown_at from claim_showing s where s.payout_id = p.id order by s.seq) as showings
  from payout p
  left join payout_claim c on c.payout_id = p.id
  left join lateral (select provider_ref, first_sent_at from payout_attempt
                     where payout_id = p.id order by n desc limit 1) a on true`;
const ONE = `${SELECT} where p.id = $1`;
const HERS = `${SELECT} where p.applicant_id = $1 and p.rail = any($2) order by p.created_at`;
const UNUSED = `${SELECT} where p.rail = any($1) and p.state = 'in_transit' order by a.first_sent_at`;

/** The only way to the tables of claim links. */
@Injectable()
export class ClaimLinksStore {
  constructor(private readonly database: Database) {}

  /** Keeps a sealed link, or only when the provider lets it be used until; an end once known stays known. */
  async keep(
    payoutId: Id<'payout'>,
    sealed: Uint8Array | null,
    usableUntil: Date | null,
  ): Promise<void> {
    await this.database.write(
      `insert into payout_claim (payout_id, link_sealed, usable_until) values ($1, $2, $3)
       on conflict (payout_id) do update
       set link_sealed = coalesce(excluded.link_sealed, payout_claim.link_sealed),
           usable_until = coalesce(excluded.usable_until, payout_claim.usable_until)`,
      [payoutId, sealed === null ? null : Buffer.from(sealed), usableUntil],
    );
  }

  /** The sealed link, gone from here when the unit of work ends; null when none is kept. */
  async take(payoutId: Id<'payout'>): Promise<Uint8Array | null> {
    const [row] = await this.database.write<{ sealed: Uint8Array | null }>(
      `with old as (select payout_id, link_sealed from payout_claim where payout_id = $1 for update)
       update payout_claim c set link_sealed = null from old
       where c.payout_id = old.payout_id returning old.link_sealed as sealed`,
      [payoutId],
    );
    return row?.sealed ?? null;
  }

  async addShowing(payoutId: Id<'payout'>, at: Date): Promise<string> {
    const [row] = await this.database.write<{ seq: string }>(
      `insert into claim_showing (payout_id, shown_at) values ($1, $2) returning seq::text as seq`,
      [payoutId, at],
    );
    return row?.seq ?? '';
  }

  /** The provider did not answer: nothing was shown after all. */
  async removeShowing(seq: string): Promise<void> {
    await this.database.write(`delete from claim_showing where seq = $1`, [seq]);
  }

  async find(payoutId: string): Promise<ClaimLink | null> {
    const [row] = await this.database.query<Row>(ONE, [payoutId]);
    return row ? linkFrom(row) : null;
  }

  /** Of one person, oldest first. */
  async forApplicant(id: Id<'applicant'>, rails: readonly string[]): Promise<ClaimLink[]> {
    return (await this.database.query<Row>(HERS, [id, rails])).map(linkFrom);
  }

  /** Everybody's that wait to be used, the oldest first. */
  async unused(rails: readonly string[]): Promise<ClaimLink[]> {
    return (await this.database.query<Row>(UNUSED, [rails])).map(linkFrom);
  }
}

function linkFrom({ minor, currency, ...row }: Row): ClaimLink {
  return { ...row, amount: Money.of(BigInt(minor), currency) };
}
