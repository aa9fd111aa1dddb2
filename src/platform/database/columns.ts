import type { ValueTransformer } from 'typeorm';
import { invariant } from '#kernel';

/** A bigint column as a BigInt, exactly; null stays null. */
export const bigintColumn: ValueTransformer = {
  to: (value: bigint | null | undefined): string | null | undefined =>
    typeof value === 'bigint' ? String(value) : value,
  from: (value: string | number | null): bigint | null => {
    if (value === null) return null;
    invariant(
      typeof value === 'string' || Number.isSafeInteger(value),
      'A bigint column arrives without loss.',
    );
    return BigInt(value);
  },
};
