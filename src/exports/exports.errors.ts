import { DomainError } from '#kernel';

/** What cannot be asked for, with a sentence that says what can. */
export const exportInvalid = (code: string, message: string): DomainError =>
  new DomainError('invalid', code, message);

/** A bundle of one fund could not be held against the log. */
export const alwaysWhole = (): DomainError =>
  exportInvalid('EXPORT_ALWAYS_WHOLE', 'A bundle is always the whole log: leave the fund away.');

/** What the log says about a closed period is not in the log yet: a later try finds it there. */
export const bundleNotYet = (): DomainError =>
  new DomainError(
    'unavailable',
    'EXPORT_BUNDLE_NOT_YET',
    'An entry of a closed month has no leaf yet, because something older is still running: try again in a minute.',
  );

export const exportUnknown = (): DomainError =>
  new DomainError('not_found', 'EXPORT_UNKNOWN', 'There is no export of this number.');

export const exportNotReady = (): DomainError =>
  new DomainError(
    'conflict',
    'EXPORT_NOT_READY',
    'This file is not there: it is still being made, could not be made, or was deleted after its week.',
  );

export const tooManyWaiting = (): DomainError =>
  new DomainError(
    'conflict',
    'EXPORTS_WAITING',
    'Five of your exports are still being made: wait for one of them.',
  );

/** What a failed export says, by its stored code. */
export const FAILURES: Readonly<Record<string, string>> = {
  EXPORT_DISK_FULL: 'The disk was full: nothing was kept. Ask the administrator for room.',
  EXPORT_INTERRUPTED: 'The service stopped three times while it made this file.',
  EXPORT_BUNDLE_NOT_YET: 'The log was not complete yet. Ask again.',
  EXPORT_FAILED: 'It could not be made. The service log has the place.',
};
