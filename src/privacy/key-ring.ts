/**
 * Keeps the keys that all other keys stand on. Two drivers: a local file now, a key management service
 * behind the same five promises. Nothing above privacy ever holds a key.
 */
export abstract class KeyRing {
  /** Name of the key that wraps today. */
  abstract readonly currentKey: string;
  /** Encrypts a data key so that it can be stored. */
  abstract wrap(dataKey: Uint8Array): Promise<Uint8Array>;
  /** The data key of a wrapped one, with the ring key that wrapped it. Throws `KEY_UNKNOWN` (unavailable). */
  abstract unwrap(wrapped: Uint8Array, ringKey: string): Promise<Uint8Array>;
  /** A keyed digest for look-ups, one key per purpose: equal input, equal output, useless without the ring. */
  abstract digest(purpose: string, value: string): Promise<Uint8Array>;
}
