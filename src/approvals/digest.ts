import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { invariant, type Id } from '#kernel';

/** Exactly what a person says yes to. Change any of it and every yes is void. */
export interface DecidedFacts {
  readonly application: Id<'application'>;
  readonly participant: Id<'applicant'>;
  readonly round: number;
  readonly outcome: string;
  readonly reason: string;
  /** Minor units as text, because JSON numbers lose digits; null when no money moves. */
  readonly amountMinor: string | null;
  readonly currency: string;
  readonly fund: string;
  readonly instalments: number;
  readonly policy: number;
}

/** SHA-256 of the canonical JSON (RFC 8785) of the facts, as lower-case hex. */
export function digestOf(facts: DecidedFacts): string {
  const text = canonicalize(facts);
  invariant(text !== undefined, 'What is decided can be written as canonical JSON.');
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
