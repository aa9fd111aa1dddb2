import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { Clock, invariant, later, type Id } from '#kernel';
import { UnitOfWork } from '#platform';
import { Vault } from '#privacy';
import type { InstructionDetails, ReasonCode } from '../rail.js';
import { KEPT_FOR_MS, type ManualPayment, type SaidBack } from './manual-payment.js';
import { manualPaymentGraph, type ManualFact } from './manual-payment.states.js';
import {
  manualPaymentUnknown,
  manualSamePerson,
  payeeForgotten,
  returnSamePerson,
} from './manual.errors.js';
import { payeePlace } from './manual.rail.js';
import { ManualProofs } from './manual-proofs.service.js';
import { ManualStore, type Proven } from './manual.store.js';
import type { ProofType } from './proof.js';

type PaymentId = Id<'manualPayment'>;
type PersonId = Id<'person'>;

/** The act and the purpose under which the reading of a proof is recorded. */
const READINGS: Readonly<Record<Proven, readonly [string, string]>> = {
  paid: ['ProofRead', 'to confirm a payment by hand'],
  back: ['ReturnProofRead', 'to confirm that a payment by hand came back'],
};

/**
 * What people do about payments by hand. One carries a payment out and attaches proof, another confirms it after seeing
 * the proof; that it came back takes two people and a proof as well. What it means for the payout is found out like any provider's word: it is asked.
 */
@Injectable()
export class ManualPayments {
  constructor(
    private readonly store: ManualStore,
    private readonly proofs: ManualProofs,
    private readonly vault: Vault,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /** What is to be done, then what was paid and may come back; oldest first. */
  async listed(): Promise<ManualPayment[]> {
    return this.store.listed();
  }

  /** Throws `MANUAL_PAYMENT_UNKNOWN` (not_found). */
  async get(id: PaymentId): Promise<ManualPayment> {
    const found = await this.store.find(id);
    if (found === null) throw manualPaymentUnknown();
    return found;
  }

  /** Whom to pay and how, for the sheet; every reading is recorded. Throws `PAYEE_FORGOTTEN` (conflict). */
  async readPayee(id: PaymentId, reader: PersonId): Promise<InstructionDetails> {
    return this.unitOfWork.run(async () => {
      const { payeeRef } = await this.get(id);
      const payee = await this.store.findPayee(payeeRef);
      if (payee?.detailsSealed == null) throw payeeForgotten();
      await this.noteReading('PayeeRead', 'to pay by hand', { id, reader });
      return this.vault.open<InstructionDetails>(
        payeePlace(payee.subject, payeeRef),
        payee.detailsSealed,
      );
    });
  }

  /** The proof; every reading is recorded. Throws `PROOF_MISSING` (not_found). */
  async readProof(
    id: PaymentId,
    reader: PersonId,
    proven: Proven = 'paid',
  ): Promise<{ type: ProofType; bytes: Buffer }> {
    return this.unitOfWork.run(async () => {
      const proof = await this.proofs.open(await this.get(id), proven);
      await this.noteReading(...READINGS[proven], { id, reader });
      return proof;
    });
  }

  /** It was paid, and this file proves it. Throws `PROOF_UNUSABLE` (invalid), `STATE_EDGE_MISSING` (conflict). */
  async carryOut(id: PaymentId, person: PersonId, file: Uint8Array): Promise<void> {
    await this.step(id, 'ManualPaymentCarriedOut', person, async (payment) => {
      const proof = await this.proofs.keep(payment, 'paid', file);
      return { carriedOutBy: person, carriedOutAt: this.clock.now(), ...proof };
    });
  }

  /** The proof shows it: the money is hers. Throws `MANUAL_SAME_PERSON` (conflict). */
  async confirm(id: PaymentId, person: PersonId): Promise<void> {
    await this.step(id, 'ManualPaymentConfirmed', person, ({ carriedOutBy }) => {
      if (carriedOutBy === person) throw manualSamePerson();
      return { confirmedBy: person, confirmedAt: this.clock.now() };
    });
  }

  /** The proof does not show it: it is open again. Throws `MANUAL_SAME_PERSON` (conflict). */
  async refuseProof(id: PaymentId, person: PersonId): Promise<void> {
    await this.step(id, 'ManualProofRefused', person, async (payment) => {
      if (payment.carriedOutBy === person) throw manualSamePerson();
      await this.proofs.drop(payment, 'paid');
      return { carriedOutBy: null, carriedOutAt: null, proofType: null, proofDigest: null };
    });
  }

  /** It could not be done: nothing left us. */
  async giveUp(id: PaymentId, person: PersonId, reason: ReasonCode): Promise<void> {
    await this.step(id, 'ManualPaymentNotPossible', person, () => this.closed(person, reason));
  }

  /**
   * It was paid and came back, or a check was never cashed and was stopped, and this file proves it. It counts as paid
   * until another person has seen it. Throws `PROOF_UNUSABLE` (invalid), `STATE_EDGE_MISSING` (conflict).
   */
  async sayBack(
    id: PaymentId,
    person: PersonId,
    { reason, file }: { reason: ReasonCode; file: Uint8Array },
  ): Promise<void> {
    await this.step(id, 'ManualReturnSaid', person, async (payment) => {
      const proof = await this.proofs.keep(payment, 'back', file);
      return { back: { by: person, at: this.clock.now(), reason, ...proof } };
    });
  }

  /** The proof shows that it came back: she is owed it again. Throws `MANUAL_SAME_PERSON` (conflict). */
  async confirmBack(id: PaymentId, person: PersonId): Promise<void> {
    await this.step(id, 'ManualPaymentCameBack', person, ({ back }) => {
      invariant(back !== null, 'What is said to be back has a proof.');
      if (back.by === person) throw returnSamePerson();
      return this.closed(person, back.reason);
    });
  }

  /** The proof does not show that it came back: it stays paid. Throws `MANUAL_SAME_PERSON` (conflict). */
  async refuseBack(id: PaymentId, person: PersonId): Promise<void> {
    await this.step(id, 'ManualReturnRefused', person, async (payment) => {
      if (payment.back?.by === person) throw returnSamePerson();
      await this.proofs.drop(payment, 'back');
      return { back: null };
    });
  }

  /** Erases whom to pay, and proofs, some time after the last payment came to its end. Returns how many payees. */
  async forget(): Promise<number> {
    return this.unitOfWork.run(async () => {
      const count = await this.store.forget(later(this.clock.now(), -KEPT_FOR_MS));
      if (count === 0) return count;
      await this.audit.record({
        ...{ kind: 'erasure', act: 'ManualPayeesErased', actor: 'system', subject: 'manual' },
        details: { payees: count },
      });
      return count;
    });
  }

  private closed(closedBy: PersonId, reason: ReasonCode): Partial<ManualPayment> {
    return { closedBy, closedAt: this.clock.now(), reason };
  }

  private async step(
    id: PaymentId,
    fact: ManualFact,
    person: PersonId,
    change: (payment: ManualPayment) => Partial<ManualPayment> | Promise<Partial<ManualPayment>>,
  ): Promise<void> {
    await this.unitOfWork.run(async () => {
      await this.store.lock(id);
      const payment = await this.get(id);
      const state = manualPaymentGraph.after(payment.state, fact);
      const next = { ...payment, ...(await change(payment)), state };
      await this.store.save(next);
      await this.audit.record({
        ...{ kind: 'decision', act: fact, actor: person, subject: id },
        details: {
          ...{ payout: payment.reference, reason: next.reason, proof: next.proofDigest },
          // A refused one is gone from the row; here stays what was refused.
          ...saidOf(next.back ?? payment.back),
        },
      });
    });
  }

  private async noteReading(
    act: string,
    purpose: string,
    { id, reader }: { id: PaymentId; reader: PersonId },
  ): Promise<void> {
    await this.audit.record({ kind: 'access', act, actor: reader, subject: id, purpose });
  }
}

/** What is recorded of the word that it came back. */
function saidOf(back: SaidBack | null): Readonly<Record<string, string>> {
  return back === null ? {} : { backReason: back.reason, backProof: back.proofDigest };
}
