import { Injectable } from '@nestjs/common';
import { invariant } from '#kernel';
import { Config } from '#platform';
import { keyMissing, keyUnknown, originChanged } from '../audit.errors.js';
import { makeKeyFile, readKeyFile } from './log-key-file.js';
import { LogKeyStore } from './log-key.store.js';
import type { SignerKey } from '../log/keys.js';
import { keysFor, type LogKey } from './log-key.js';
import { signatureLine, writeNote } from '../log/note.js';

/** The keys of the log: public halves in the database, secrets in a file of their own. */
@Injectable()
export class LogKeys {
  constructor(
    private readonly config: Config,
    private readonly store: LogKeyStore,
  ) {}

  /** Every key the log ever signed with, the first one first. */
  async known(): Promise<LogKey[]> {
    return this.store.all();
  }

  /**
   * Who signs the checkpoint that takes the log from one size to the next: the key of the log, and after it one that a
   * rotation among the new leaves names. Makes the first key. In the running unit of work, under the sealer's lock.
   * Throws `LOG_KEY_MISSING`, `LOG_KEY_UNKNOWN`, `LOG_ORIGIN_CHANGED` (unavailable).
   */
  async signers(from: number, to: number): Promise<SignerKey[]> {
    const known = await this.store.all();
    if (known.length === 0) return [await this.makeFirst()];
    const held = readKeyFile(this.config.logKeyFile);
    if (held === null) throw keyMissing();
    const origin = known[0]?.verifier.name ?? '';
    if (origin !== this.config.logOrigin) throw originChanged(origin);
    return keysFor(known, from, to).map(({ verifier }) => {
      const signer = held.find((candidate) => candidate.verifier.vkey === verifier.vkey);
      if (signer === undefined) throw keyUnknown();
      return signer;
    });
  }

  /**
   * Signs a text that is no checkpoint with the key that signed the log at a size; the note says what it is in its
   * first line. In a unit of work. Throws like `signers`.
   */
  async signNote(text: string, size: number): Promise<string> {
    const [signer] = await this.signers(size, size);
    invariant(signer !== undefined, 'A log that was sealed has a key.');
    const { name } = signer.verifier;
    invariant(!text.startsWith(`${name}\n`), 'What is not a checkpoint does not look like one.');
    return writeNote(text, [signatureLine(text, signer)]);
  }

  /** A key that already lies in the file becomes the log's: the file may have been made ahead of the first start. */
  private async makeFirst(): Promise<SignerKey> {
    const { logKeyFile, logOrigin } = this.config;
    if (readKeyFile(logKeyFile) === null) makeKeyFile(logKeyFile, logOrigin);
    const [first] = readKeyFile(logKeyFile) ?? [];
    invariant(first !== undefined, 'A key file holds a key.');
    if (first.verifier.name !== logOrigin) throw originChanged(first.verifier.name);
    await this.store.add(1, first.verifier, null);
    return first;
  }
}
