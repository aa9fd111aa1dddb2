import { later, minutes, type Clock } from '#kernel';

const ASK_AGAIN_MS = minutes(1);

/**
 * The name of our own account at the provider, from the provider itself: a setting could be mistyped, and would then
 * refuse every good notice. It never changes while a process runs, so it is asked once.
 */
export class OwnAccount {
  private known: string | null = null;
  private asking: Promise<string | null> | null = null;
  private notBefore = new Date(0);

  constructor(
    private readonly ask: () => Promise<string>,
    private readonly clock: Clock,
  ) {}

  /** Null while the provider has not said it; it is asked again after a minute. Never throws. */
  async name(): Promise<string | null> {
    if (this.known !== null || this.clock.now() < this.notBefore) return this.known;
    this.asking ??= this.learn();
    return this.asking;
  }

  private async learn(): Promise<string | null> {
    try {
      this.known = await this.ask();
    } catch {
      this.notBefore = later(this.clock.now(), ASK_AGAIN_MS);
    }
    this.asking = null;
    return this.known;
  }
}
