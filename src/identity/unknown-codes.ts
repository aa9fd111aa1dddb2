/** As many as a process remembers; the oldest are forgotten first. */
const MOST = 10_000;

interface Tries {
  readonly failedAttempts: number;
  readonly asleepUntil: Date | null;
}

/**
 * Tries of codes that do not exist, by look-up: they fall asleep exactly like real ones, so that six tries do
 * not tell whether a code is somebody's. Kept in memory only, because anybody can make any number of them.
 */
export class UnknownCodes {
  private readonly tries = new Map<string, Tries>();

  get(lookup: Uint8Array): Tries {
    return this.tries.get(keyOf(lookup)) ?? { failedAttempts: 0, asleepUntil: null };
  }

  set(lookup: Uint8Array, tries: Tries): void {
    const key = keyOf(lookup);
    this.tries.delete(key);
    this.tries.set(key, tries);
    const [oldest] = this.tries.keys();
    if (this.tries.size > MOST && oldest !== undefined) this.tries.delete(oldest);
  }
}

function keyOf(lookup: Uint8Array): string {
  return Buffer.from(lookup).toString('base64');
}
