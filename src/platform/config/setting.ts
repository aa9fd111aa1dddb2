/**
 * One setting of the service. `read` turns the text of the environment into a value or throws an
 * Error whose message completes the sentence "NAME: …". `unsafe` returns the sentence with which production
 * refuses the value, or null.
 */
export interface Setting<Value> {
  readonly name: string;
  /** The value when the environment has none; a setting without it is required. */
  readonly fallback?: string;
  readonly meaning: string;
  /** Never printed, not even in an error. */
  readonly secret?: boolean;
  read(text: string): Value;
  unsafe?(value: Value): string | null;
}

/** Ties `unsafe` to the type that `read` returns. */
export function define<Value>(setting: Setting<Value>): Setting<Value> {
  return setting;
}
