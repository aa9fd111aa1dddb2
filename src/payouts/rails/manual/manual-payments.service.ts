import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { Clock, later, type Id } from '#kernel';
import { UnitOfWork } from '#platform';
import { Vault, type SealedPlace } from '#privacy';
import type { InstructionDetails, ReasonCode } from '../rail.js';
import { KEPT_FOR_MS, type ManualPayment } from './manual-payment.js';
import { manualPaymentGraph, type ManualFact } from './manual-payment.states.js';
import {
  manualPaymentUnknown,
  manualSamePerson,
  payeeForgotten,
  proofMissing,
  proofUnusable,
} from './manual.errors.js';
import { payeePlace } from './manual.rail.js';
import { ManualStore } from './manual.store.js';
import { LARGEST_PROOF_BYTES, proofTypeOf, withoutTraces, type ProofType } from './proof.js';

type PaymentId = Id<'manualPayment'>;
type PersonId = Id<'person'>;

/**
 * What people do about payments by hand. One carries a payment out and attaches proof, another confirms it after seeing
 * the proof. What it means for the payout is found out like any provider's word: it is asked.
 */
@Injectable()
export class ManualPayments {
  constructor(
    private readonly store: ManualStore,
    private readonly vault: Vault,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /** What is to be done, oldest first, then what was paid and may come back. */
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
      await this.noteReading('PayeeRead', id, reader, 'to pay by hand');
      return this.vault.open<InstructionDetails>(
        payeePlace(payee.subject, payeeRef),
        payee.detailsSealed,
      );
    });
  }

  /** The proof; every reading is recorded. Throws `PROOF_MISSING` (not_found). */
  async readProof(id: PaymentId, reader: PersonId): Promise<{ type: ProofType; bytes: Buffer }> {
    return this.unitOfWork.run(async () => {
      const { proofType: type, payeeRef } = await this.get(id);
      const sealed = await this.store.proof(id);
      if (type === null || sealed === null) throw proofMissing();
      await this.noteReading('ProofRead', id, reader, 'to confirm a payment by hand');
      const text = await this.vault.open<string>(await this.proofPlace(id, payeeRef), sealed);
      return { type, bytes: Buffer.from(text, 'base64') };
    });
  }

  /** It was paid, and this file proves it. Throws `PROOF_UNUSABLE` (invalid), `STATE_EDGE_MISSING` (conflict). */
  async carryOut(id: PaymentId, person: PersonId, file: Uint8Array): Promise<void> {
    const proofType = file.length <= LARGEST_PROOF_BYTES ? proofTypeOf(file) : null;
    const bytes = proofType && withoutTraces(file, proofType);
    if (!proofType || !bytes) throw proofUnusable();
    const proofDigest = createHash('sha256').update(bytes).digest('hex');
    await this.step(id, 'ManualPaymentCarriedOut', person, async (payment) => {
      const place = await this.proofPlace(id, payment.payeeRef);
      const sealed = await this.vault.seal(place, Buffer.from(bytes).toString('base64'));
      await this.store.saveProof(id, sealed);
      return { carriedOutBy: person, carriedOutAt: this.clock.now(), proofType, proofDigest };
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
    await this.step(id, 'ManualProofRefused', person, async ({ carriedOutBy }) => {
      if (carriedOutBy === person) throw manualSamePerson();
      await this.store.saveProof(id, null);
      return { carriedOutBy: null, carriedOutAt: null, proofType: null, proofDigest: null };
    });
  }

  /** It could not be done: nothing left us. */
  async giveUp(id: PaymentId, person: PersonId, reason: ReasonCode): Promise<void> {
    await this.step(id, 'ManualPaymentNotPossible', person, () => this.closed(reason));
  }

  /** It was paid and came back, or a check was never cashed and was stopped. */
  async cameBack(id: PaymentId, person: PersonId, reason: ReasonCode): Promise<void> {
    await this.step(id, 'ManualPaymentCameBack', person, () => this.closed(reason));
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

  private closed(reason: ReasonCode): Partial<ManualPayment> {
    return { closedAt: this.clock.now(), reason };
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
        details: { payout: payment.reference, reason: next.reason, proof: next.proofDigest },
      });
    });
  }

  private async noteReading(
    act: string,
    id: PaymentId,
    actor: PersonId,
    purpose: string,
  ): Promise<void> {
    await this.audit.record({ kind: 'access', act, actor, subject: id, purpose });
  }

  private async proofPlace(id: PaymentId, payeeRef: string): Promise<SealedPlace> {
    const payee = await this.store.findPayee(payeeRef);
    const subject = payee?.subject ?? payeeRef;
    return { subject, table: 'manual_payment', row: id, field: 'proof' };
  }
}
