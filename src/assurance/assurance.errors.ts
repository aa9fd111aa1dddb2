import { DomainError } from '#kernel';

export const populationEmpty = (): DomainError =>
  new DomainError(
    'invalid',
    'POPULATION_EMPTY',
    'No entry fits: widen the kinds, the fund or the days.',
  );

export const populationTooLarge = (most: number): DomainError =>
  new DomainError(
    'invalid',
    'POPULATION_TOO_LARGE',
    `More than ${most.toLocaleString('en-US')} entries fit: narrow the kinds, the fund or the days.`,
  );

export const populationInvalid = (sentence: string): DomainError =>
  new DomainError('invalid', 'POPULATION_INVALID', sentence);

export const sizeInvalid = (most: number): DomainError =>
  new DomainError(
    'invalid',
    'SAMPLE_SIZE_INVALID',
    `A sample of these entries has 1 to ${most.toLocaleString('en-US')} items.`,
  );

export const seedInvalid = (): DomainError =>
  new DomainError(
    'invalid',
    'SEED_INVALID',
    'A seed has 1 to 64 letters, digits, dots, dashes or underscores.',
  );

export const strataTooMany = (count: number): DomainError =>
  new DomainError(
    'invalid',
    'STRATA_TOO_MANY',
    `These entries fall into ${String(count)} parts, and each needs at least one item: take more items.`,
  );

export const matchTooMany = (count: number): DomainError =>
  new DomainError(
    'invalid',
    'MATCH_TOO_MANY',
    `${count.toLocaleString('en-US')} entries match, more than the 1,000 one sample holds: narrow the search.`,
  );

export const sampleUnknown = (): DomainError =>
  new DomainError('not_found', 'SAMPLE_UNKNOWN', 'There is no such sample.');

export const itemUnknown = (): DomainError =>
  new DomainError('not_found', 'SAMPLE_ITEM_UNKNOWN', 'This sample has no such item.');

export const populationChanged = (): DomainError =>
  new DomainError(
    'conflict',
    'POPULATION_CHANGED',
    'Entries were added since you looked. Look at the figures again before you draw.',
  );

export const paperChanged = (): DomainError =>
  new DomainError(
    'conflict',
    'PAPER_CHANGED',
    'Somebody signed a newer version of this paper meanwhile. Open it again and read theirs first.',
  );

export const papersMissing = (count: number): DomainError =>
  new DomainError(
    'conflict',
    'PAPERS_MISSING',
    `A conclusion follows the papers: ${String(count)} of them are not signed yet.`,
  );

export const noteInvalid = (sentence: string): DomainError =>
  new DomainError('invalid', 'NOTE_INVALID', sentence);

export const paperInvalid = (sentence: string): DomainError =>
  new DomainError('invalid', 'PAPER_INVALID', sentence);

export const versionUnknown = (): DomainError =>
  new DomainError('not_found', 'VERSION_UNKNOWN', 'There is no such version of a rule.');
