import { Injectable } from '@nestjs/common';
import { Config, UnitOfWork } from '#platform';
import { AuditTrail } from '../events/audit-trail.js';
import {
  checkpointUnknown,
  cosignatureMissing,
  foreignCheckpoint,
  witnessInvalid,
  witnessKnown,
  witnessUnknown,
} from '../audit.errors.js';
import { LogStore } from '../leaves/log.store.js';
import { readCheckpoint } from '../log/checkpoint.js';
import { readVkey } from '../log/keys.js';
import { heldSignatures, readNote } from '../log/note.js';
import { WitnessStore, type Witness } from './witness.store.js';

/** How many witnesses a checkpoint needs, and how many vouch for one that covers what was asked. */
export interface Coverage {
  readonly needed: number;
  readonly have: number;
}

/** Who outside vouches that the log only grows, and what they signed. */
@Injectable()
export class Witnessing {
  constructor(
    private readonly config: Config,
    private readonly unitOfWork: UnitOfWork,
    private readonly store: WitnessStore,
    private readonly log: LogStore,
    private readonly audit: AuditTrail,
  ) {}

  /** Everybody who is or was a witness. */
  async all(): Promise<Witness[]> {
    return this.store.all();
  }

  /** Registers a witness by its vkey. Throws `NOTE_MALFORMED`, `WITNESS_KEY_INVALID` (invalid), `WITNESS_KNOWN` (conflict). */
  async add(vkey: string, by: string): Promise<Witness['name']> {
    const verifier = readVkey(vkey);
    if (verifier.use !== 'witness') {
      throw witnessInvalid('This is the key of a log: a witness makes one with fund witness new.');
    }
    await this.unitOfWork.run(async () => {
      if (!(await this.store.add(verifier, by))) throw witnessKnown(verifier.name);
      await this.record('WitnessAdded', by, verifier.name, { vkey: verifier.vkey });
    });
    return verifier.name;
  }

  /** A witness that no longer counts, from now on and for what it signed. Throws `WITNESS_UNKNOWN` (not_found). */
  async remove(name: string, by: string): Promise<void> {
    await this.unitOfWork.run(async () => {
      if (!(await this.store.remove(name))) throw witnessUnknown(name);
      await this.record('WitnessRemoved', by, name, {});
    });
  }

  /**
   * Takes a checkpoint with cosignatures and keeps those of registered witnesses; returns their names. Throws
   * `NOTE_MALFORMED`, `COSIGNATURE_MISSING` (invalid), `CHECKPOINT_UNKNOWN` (not_found), `CHECKPOINT_FOREIGN`,
   * `SIGNATURE_WRONG` (conflict).
   */
  async handIn(cosigned: string, by: string): Promise<string[]> {
    const note = readNote(`${cosigned.replaceAll('\r\n', '\n').trim()}\n`);
    const { size } = readCheckpoint(note.text);
    const checkpoint = await this.log.checkpointAt(size);
    if (checkpoint === null) throw checkpointUnknown();
    if (readNote(checkpoint.note).text !== note.text) throw foreignCheckpoint();
    const counting = (await this.store.all()).filter(({ removedAt }) => removedAt === null);
    const held = heldSignatures(
      note,
      counting.map(({ verifier }) => verifier),
    );
    if (held.length === 0) throw cosignatureMissing();
    return this.unitOfWork.run(async () => {
      for (const { key, line, time } of held) {
        const isNew = await this.store.cosign({ size, witness: key.name, time: time ?? 0, line });
        if (isNew) await this.record('CheckpointCosigned', by, key.name, { size });
      }
      return held.map(({ key }) => key.name);
    });
  }

  /** Who vouches for each of these checkpoints, by size. */
  async under(sizes: readonly number[]): Promise<Map<number, string[]>> {
    const found = new Map<number, string[]>();
    if (sizes.length === 0) return found;
    const all = await this.store.cosignatures(Math.min(...sizes) - 1, Math.max(...sizes));
    for (const { size, witness } of all) found.set(size, [...(found.get(size) ?? []), witness]);
    return found;
  }

  /** Whether enough witnesses vouch for one checkpoint of at least this many leaves. */
  async covers(size: number): Promise<Coverage> {
    return { needed: this.config.witnessesNeeded, have: await this.store.mostUnder(size) };
  }

  private async record(
    act: string,
    actor: string,
    name: string,
    details: Readonly<Record<string, string | number>>,
  ): Promise<void> {
    await this.audit.record({ kind: 'act', act, actor, subject: `witness:${name}`, details });
  }
}
