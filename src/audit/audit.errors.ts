import { DomainError } from '#kernel';

/** Why the log is not sealed; `message` says what to do. */
export const rolledBack = (outside: number, inside: number): DomainError =>
  new DomainError(
    'unavailable',
    'LOG_ROLLED_BACK',
    `The checkpoint kept outside has ${String(outside)} leaves, the database only ${String(inside)}: an older copy was ` +
      'restored. The log is not sealed until somebody accepts this: fund log accept-restore --reason TEXT.',
  );

export const forked = (size: number): DomainError =>
  new DomainError(
    'unavailable',
    'LOG_FORKED',
    `The checkpoint kept outside for ${String(size)} leaves is not the one of this database: their histories differ. ` +
      'The log is not sealed until somebody finds out why, or accepts this: fund log accept-restore --reason TEXT.',
  );

export const keyUnknown = (): DomainError =>
  new DomainError(
    'unavailable',
    'LOG_KEY_UNKNOWN',
    'The key in LOG_KEY_FILE is not the key of this log. Put the right file back; to change the key, use fund log rotate-key.',
  );

export const keyMissing = (): DomainError =>
  new DomainError(
    'unavailable',
    'LOG_KEY_MISSING',
    'The file LOG_KEY_FILE is not there, but this log has a key. Put the file back from its backup.',
  );

export const originChanged = (origin: string): DomainError =>
  new DomainError(
    'unavailable',
    'LOG_ORIGIN_CHANGED',
    `This log is called ${origin}, and a log keeps its name: set LOG_ORIGIN to that.`,
  );

export const logDamaged = (size: number): DomainError =>
  new DomainError(
    'unavailable',
    'LOG_DAMAGED',
    `The leaves up to ${String(size)} do not make the root that was signed. Nothing is sealed on top of them: run fund verify.`,
  );

/** `LOG_NOT_SEALED` (unavailable): a transaction that began earlier is still running. Try again. */
export const notSealed = (): DomainError =>
  new DomainError(
    'unavailable',
    'LOG_NOT_SEALED',
    'The log could not be sealed up to now, because an earlier transaction still runs. Try again in a moment.',
  );

export const leafUnknown = (): DomainError =>
  new DomainError('not_found', 'LEAF_UNKNOWN', 'There is no such leaf in the log, or not yet.');

export const checkpointUnknown = (): DomainError =>
  new DomainError('not_found', 'CHECKPOINT_UNKNOWN', 'The log has no checkpoint of this size.');

export const sizeInvalid = (size: number): DomainError =>
  new DomainError(
    'invalid',
    'SIZE_INVALID',
    `The log has ${String(size)} leaves: give a whole number from 0 to that.`,
  );

export const witnessInvalid = (sentence: string): DomainError =>
  new DomainError('invalid', 'WITNESS_KEY_INVALID', sentence);

export const witnessKnown = (name: string): DomainError =>
  new DomainError(
    'conflict',
    'WITNESS_KNOWN',
    `A witness called ${name}, or with this key, is or was registered: make a new key with a new name.`,
  );

export const witnessUnknown = (name: string): DomainError =>
  new DomainError('not_found', 'WITNESS_UNKNOWN', `No witness called ${name} is registered.`);

export const cosignatureMissing = (): DomainError =>
  new DomainError(
    'invalid',
    'COSIGNATURE_MISSING',
    'No registered witness has signed this checkpoint. Paste the whole file that fund witness cosign wrote.',
  );

export const foreignCheckpoint = (): DomainError =>
  new DomainError(
    'conflict',
    'CHECKPOINT_FOREIGN',
    'This is not the checkpoint of that size in this log.',
  );

export const nothingSealed = (): DomainError =>
  new DomainError('conflict', 'LOG_EMPTY', 'Nothing has been sealed yet.');

export const rotationPending = (): DomainError =>
  new DomainError(
    'conflict',
    'KEY_ROTATION_PENDING',
    'The last rotation is not sealed yet: wait until it is.',
  );

export const reasonMissing = (): DomainError =>
  new DomainError('invalid', 'REASON_MISSING', 'Say why: the reason stays in the log for ever.');

export const nothingToAccept = (): DomainError =>
  new DomainError(
    'conflict',
    'NOTHING_TO_ACCEPT',
    'The database and the checkpoint outside agree: there is nothing to accept.',
  );
