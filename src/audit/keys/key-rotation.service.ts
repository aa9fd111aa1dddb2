import { Injectable } from '@nestjs/common';
import { Config, UnitOfWork } from '#platform';
import { AuditTrail } from '../events/audit-trail.js';
import { nothingSealed, rotationPending } from '../audit.errors.js';
import { addToKeyFile } from './log-key-file.js';
import { LogKeyStore } from './log-key.store.js';
import { LogStore } from '../leaves/log.store.js';
import { makeKey } from '../log/keys.js';

/** Gives the log a new signing key in a way that readers who hold the old one can follow. */
@Injectable()
export class KeyRotation {
  constructor(
    private readonly config: Config,
    private readonly unitOfWork: UnitOfWork,
    private readonly keys: LogKeyStore,
    private readonly log: LogStore,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Makes a key, puts it into the key file beside the old one, and names it in an event of the log. The checkpoint that
   * covers the event is signed by both, later ones by the new key: seal after this. Returns the new vkey. Throws
   * `LOG_EMPTY`, `KEY_ROTATION_PENDING` (conflict).
   */
  async rotate(by: string): Promise<string> {
    const [first] = await this.keys.all();
    if (first === undefined) throw nothingSealed();
    const next = makeKey(first.verifier.name, 'log');
    await this.unitOfWork.run(async () => {
      await this.log.lock();
      const known = await this.keys.all();
      const last = known.at(-1) ?? first;
      if (last.namedAt === null) throw rotationPending();
      const event = await this.audit.record({
        kind: 'key_rotation',
        act: 'LogKeyRotated',
        actor: by,
        subject: `key:${next.verifier.id}`,
        details: { old_key: last.verifier.vkey, new_key: next.verifier.vkey },
      });
      await this.keys.add(last.number + 1, next.verifier, event);
      // The file first: a key nobody named does no harm, a named key nobody holds would stop the log.
      addToKeyFile(this.config.logKeyFile, next);
    });
    return next.verifier.vkey;
  }
}
