import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { Clock, newId, type Id } from '#kernel';
import { Queue, UnitOfWork } from '#platform';
import { Vault } from '#privacy';
import { InstrumentsStore } from './instruments.store.js';
import { bankIdentity, INSTRUMENT_DIGEST, markIdentity } from './payee-details.js';
import { instrumentIsListed } from '../payouts.errors.js';
import { INSTRUMENT_TASK } from '../payouts.tasks.js';
import type { BankDetails } from '../rails/rail.js';
import type { InstrumentMatch, StaffInstrument } from './staff-instrument.js';

/** The list of accounts of people who work here. Numbers pass through memory; a keyed digest stays. */
@Injectable()
export class StaffInstruments {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: InstrumentsStore,
    private readonly vault: Vault,
    private readonly queue: Queue,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /** Lists an account; methods that lead there already are looked at too. Throws `INSTRUMENT_LISTED` (conflict). */
  async add(
    account: Pick<BankDetails, 'routingNumber' | 'accountNumber'>,
    personId: Id<'person'>,
    addedBy: Id<'person'>,
  ): Promise<void> {
    await this.enter(bankIdentity(account), personId, addedBy);
  }

  /** The same for a card or an account that only its provider knows, by the mark that the provider shows of it. */
  async addMark(
    { provider, mark }: { readonly provider: string; readonly mark: string },
    personId: Id<'person'>,
    addedBy: Id<'person'>,
  ): Promise<void> {
    await this.enter(markIdentity(provider, mark), personId, addedBy);
  }

  /** Somebody left, or closed the account. Safe to repeat. */
  async remove(id: Id<'staffInstrument'>, by: Id<'person'>): Promise<void> {
    await this.unitOfWork.run(async () => {
      if (await this.store.remove(id, by, this.clock.now())) {
        await this.note('StaffInstrumentRemoved', id, by);
      }
    });
  }

  /** Newest first. */
  async list(): Promise<StaffInstrument[]> {
    return this.store.listed();
  }

  /** Awards whose money would have gone to a listed account, newest first. */
  async matches(): Promise<InstrumentMatch[]> {
    return this.store.matches();
  }

  private async enter(
    identity: string,
    personId: Id<'person'>,
    addedBy: Id<'person'>,
  ): Promise<void> {
    await this.unitOfWork.run(async () => {
      const fingerprint = await this.vault.digest(INSTRUMENT_DIGEST, identity);
      const addedAt = this.clock.now();
      const instrument = { id: newId('staffInstrument'), personId, addedBy, addedAt };
      if (!(await this.store.add(instrument, fingerprint))) throw instrumentIsListed();
      await this.note('StaffInstrumentListed', instrument.id, addedBy);
      for (const method of await this.store.methodsWith(fingerprint)) {
        await this.queue.add(INSTRUMENT_TASK, { method }, { key: `${instrument.id}:${method}` });
      }
    });
  }

  private async note(act: string, subject: Id<'staffInstrument'>, actor: string): Promise<void> {
    await this.audit.record({ kind: 'act', act, actor, subject });
  }
}
