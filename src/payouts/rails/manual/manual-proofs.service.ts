import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Vault, type SealedPlace } from '#privacy';
import type { ManualPayment } from './manual-payment.js';
import { proofMissing, proofUnusable } from './manual.errors.js';
import { ManualStore, type Proven } from './manual.store.js';
import { LARGEST_PROOF_BYTES, proofTypeOf, withoutTraces, type ProofType } from './proof.js';

const FIELDS: Readonly<Record<Proven, string>> = { paid: 'proof', back: 'back_proof' };

/** Files that prove what people say about payments by hand, sealed; one that it was paid, one that it came back. */
@Injectable()
export class ManualProofs {
  constructor(
    private readonly store: ManualStore,
    private readonly vault: Vault,
  ) {}

  /** Keeps the file without its traces, and says what it is. Throws `PROOF_UNUSABLE` (invalid). */
  async keep(
    payment: ManualPayment,
    proven: Proven,
    file: Uint8Array,
  ): Promise<{ proofType: ProofType; proofDigest: string }> {
    const proofType = file.length <= LARGEST_PROOF_BYTES ? proofTypeOf(file) : null;
    const bytes = proofType && withoutTraces(file, proofType);
    if (!proofType || !bytes) throw proofUnusable();
    const place = await this.placeOf(payment, proven);
    const sealed = await this.vault.seal(place, Buffer.from(bytes).toString('base64'));
    await this.store.saveProof(payment.id, proven, sealed);
    return { proofType, proofDigest: createHash('sha256').update(bytes).digest('hex') };
  }

  /** It did not show it. */
  async drop({ id }: ManualPayment, proven: Proven): Promise<void> {
    await this.store.saveProof(id, proven, null);
  }

  /** Throws `PROOF_MISSING` (not_found). */
  async open(payment: ManualPayment, proven: Proven): Promise<{ type: ProofType; bytes: Buffer }> {
    const type = proven === 'paid' ? payment.proofType : (payment.back?.proofType ?? null);
    const sealed = await this.store.proof(payment.id, proven);
    if (type === null || sealed === null) throw proofMissing();
    const text = await this.vault.open<string>(await this.placeOf(payment, proven), sealed);
    return { type, bytes: Buffer.from(text, 'base64') };
  }

  private async placeOf({ id, payeeRef }: ManualPayment, proven: Proven): Promise<SealedPlace> {
    const payee = await this.store.findPayee(payeeRef);
    const subject = payee?.subject ?? payeeRef;
    return { subject, table: 'manual_payment', row: id, field: FIELDS[proven] };
  }
}
