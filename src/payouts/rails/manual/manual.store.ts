import { Injectable } from '@nestjs/common';
import { Money, parseCurrency, type Id } from '#kernel';
import { Database } from '#platform';
import type { InstructionDetails } from '../rail.js';
import type { ManualPayment, SaidBack } from './manual-payment.js';

/** Whom to pay; the details are sealed, and null once they were erased. */
export interface StoredPayee {
  readonly ref: string;
  readonly subject: string;
  readonly way: InstructionDetails['way'];
  readonly detailsSealed: Uint8Array | null;
}

/** What the rail is told: as it was sent, with the digest of the whole. */
export interface Instruction {
  readonly id: Id<'manualPayment'>;
  readonly reference: string;
  readonly payeeRef: string;
  readonly bodyDigest: Uint8Array;
  readonly amount: Money;
  readonly instructedAt: Date;
}

/** The parts of what was said are all there or none. */
interface PaymentRow extends Omit<ManualPayment, 'amount' | 'back'> {
  readonly minor: string;
  readonly currency: string;
  readonly backBy: string | null;
  readonly backAt: Date;
  readonly backReason: SaidBack['reason'];
  readonly backProofType: SaidBack['proofType'];
  readonly backProofDigest: string;
}

/** What a file proves: that it was paid, or that it came back. */
export type Proven = 'paid' | 'back';

const SAVE_PROOF: Readonly<Record<Proven, string>> = {
  paid: 'update manual_payment set proof_sealed = $2 where id = $1',
  back: 'update manual_payment set back_proof_sealed = $2 where id = $1',
};
const READ_PROOF: Readonly<Record<Proven, string>> = {
  paid: 'select proof_sealed as sealed from manual_payment where id = $1',
  back: 'select back_proof_sealed as sealed from manual_payment where id = $1',
};

const PAYMENT = `select p.id, p.reference, p.payee_ref as "payeeRef", y.way, p.amount_minor::text as minor,
    p.currency::text, p.state, p.instructed_at as "instructedAt", p.carried_out_by as "carriedOutBy",
    p.carried_out_at as "carriedOutAt", p.proof_type as "proofType", encode(p.proof_digest, 'hex') as "proofDigest",
    p.confirmed_by as "confirmedBy", p.confirmed_at as "confirmedAt", p.closed_by as "closedBy",
    p.closed_at as "closedAt", p.reason, p.back_said_by as "backBy", p.back_said_at as "backAt",
    p.back_reason as "backReason", p.back_proof_type as "backProofType",
    encode(p.back_proof_digest, 'hex') as "backProofDigest"
  from manual_payment p join manual_payee y on y.ref = p.payee_ref`;
const BY_ID = `${PAYMENT} where p.id = $1`;
const BY_REFERENCE = `${PAYMENT} where p.reference = $1`;
const BEFORE = `${PAYMENT} where p.instructed_at < $1 order by p.instructed_at, p.id`;
const LISTED = `${PAYMENT} where p.state in ('open', 'carried_out', 'came_back', 'confirmed')
  order by array_position(array['open', 'carried_out', 'came_back', 'confirmed'], p.state), p.instructed_at limit 200`;

/** The only way to the tables of payments by hand. */
@Injectable()
export class ManualStore {
  constructor(private readonly database: Database) {}

  /** Whose method it is; null when nobody has it. */
  async ownerOf(method: string): Promise<string | null> {
    const rows = await this.database.query<{ owner: string }>(
      'select applicant_id as owner from payout_method where id = $1',
      [method],
    );
    return rows[0]?.owner ?? null;
  }

  async findPayee(ref: string): Promise<StoredPayee | null> {
    const rows = await this.database.query<StoredPayee>(
      `select ref, subject, way, details_sealed as "detailsSealed" from manual_payee where ref = $1`,
      [ref],
    );
    return rows[0] ?? null;
  }

  /** Saved again, it is the same payee with the newest details. */
  async savePayee({ ref, subject, way, detailsSealed }: StoredPayee, now: Date): Promise<void> {
    await this.database.write(
      `insert into manual_payee (ref, subject, way, details_sealed, saved_at) values ($1, $2, $3, $4, $5)
       on conflict (ref) do update set way = excluded.way, details_sealed = excluded.details_sealed`,
      [ref, subject, way, detailsSealed && Buffer.from(detailsSealed), now],
    );
  }

  /** One instruction for one reference; returns the digest of the one that stands. */
  async instruct(instruction: Instruction): Promise<Uint8Array> {
    const { id, reference, payeeRef, bodyDigest, amount, instructedAt } = instruction;
    await this.database.write(
      `insert into manual_payment (id, reference, payee_ref, body_digest, amount_minor, currency, state, instructed_at)
       values ($1, $2, $3, $4, $5, $6, 'open', $7) on conflict (reference) do nothing`,
      [
        id,
        reference,
        payeeRef,
        Buffer.from(bodyDigest),
        String(amount.minor),
        amount.currency,
        instructedAt,
      ],
    );
    const rows = await this.database.query<{ digest: Uint8Array }>(
      'select body_digest as digest from manual_payment where reference = $1',
      [reference],
    );
    return rows[0]?.digest ?? new Uint8Array();
  }

  async find(id: string): Promise<ManualPayment | null> {
    const rows = await this.database.query<PaymentRow>(BY_ID, [id]);
    return rows[0] ? paymentFrom(rows[0]) : null;
  }

  async findByReference(reference: string): Promise<ManualPayment | null> {
    const rows = await this.database.query<PaymentRow>(BY_REFERENCE, [reference]);
    return rows[0] ? paymentFrom(rows[0]) : null;
  }

  /** Locks the row until the running unit of work ends. */
  async lock(id: string): Promise<void> {
    await this.database.write('select id from manual_payment where id = $1 for update', [id]);
  }

  async save(payment: ManualPayment): Promise<void> {
    await this.database.write(
      `update manual_payment set state = $2, carried_out_by = $3, carried_out_at = $4, proof_type = $5,
         proof_digest = decode($6, 'hex'), confirmed_by = $7, confirmed_at = $8, closed_at = $9, reason = $10,
         closed_by = $11, back_said_by = $12, back_said_at = $13, back_reason = $14, back_proof_type = $15,
         back_proof_digest = decode($16, 'hex')
       where id = $1`,
      [
        payment.id,
        payment.state,
        payment.carriedOutBy,
        payment.carriedOutAt,
        payment.proofType,
        payment.proofDigest,
        payment.confirmedBy,
        payment.confirmedAt,
        payment.closedAt,
        payment.reason,
        payment.closedBy,
        payment.back?.by,
        payment.back?.at,
        payment.back?.reason,
        payment.back?.proofType,
        payment.back?.proofDigest,
      ],
    );
  }

  /** The sealed proof; null takes it away. */
  async saveProof(id: string, proven: Proven, sealed: Uint8Array | null): Promise<void> {
    await this.database.write(SAVE_PROOF[proven], [id, sealed && Buffer.from(sealed)]);
  }

  async proof(id: string, proven: Proven): Promise<Uint8Array | null> {
    const rows = await this.database.query<{ sealed: Uint8Array | null }>(READ_PROOF[proven], [id]);
    return rows[0]?.sealed ?? null;
  }

  /** What people have to do first, then what was paid and may come back; oldest first. */
  async listed(): Promise<ManualPayment[]> {
    const rows = await this.database.query<PaymentRow>(LISTED, []);
    return rows.map(paymentFrom);
  }

  /** Every payment that was instructed before `until`. */
  async all(until: Date): Promise<ManualPayment[]> {
    const rows = await this.database.query<PaymentRow>(BEFORE, [until]);
    return rows.map(paymentFrom);
  }

  /** Erases whom to pay, and the proofs, where everything came to its end before `before` and nothing is planned. */
  async forget(before: Date): Promise<number> {
    const rows = await this.database.write<{ ref: string }>(
      `update manual_payee y set details_sealed = null
       where y.details_sealed is not null and y.saved_at < $1
         and not exists (select from manual_payment p where p.payee_ref = y.ref
           and (p.state in ('open', 'carried_out', 'came_back') or coalesce(p.closed_at, p.confirmed_at) >= $1))
         and not exists (select from payout where payout.method_id = y.ref
           and payout.state in ('awaiting_approval', 'approved', 'released', 'sending', 'outcome_unknown', 'in_transit'))
       returning y.ref`,
      [before],
    );
    await this.database.write(
      `update manual_payment p set proof_sealed = null, back_proof_sealed = null
       where num_nonnulls(p.proof_sealed, p.back_proof_sealed) > 0
         and p.state not in ('open', 'carried_out', 'came_back') and coalesce(p.closed_at, p.confirmed_at) < $1
         and exists (select from manual_payee y where y.ref = p.payee_ref and y.details_sealed is null)`,
      [before],
    );
    return rows.length;
  }
}

function paymentFrom(row: PaymentRow): ManualPayment {
  const { minor, currency, backBy, backAt, backReason, backProofType, backProofDigest, ...rest } =
    row;
  const said = { at: backAt, reason: backReason, proofType: backProofType };
  return {
    ...rest,
    amount: Money.of(BigInt(minor), parseCurrency(currency)),
    back: backBy === null ? null : { ...said, by: backBy, proofDigest: backProofDigest },
  };
}
