import { Injectable } from '@nestjs/common';
import { Publication, Sealer, Witnessing } from '#audit';
import { Log } from '#platform';
import { Periods } from '#ledger';

/** Whether the log holds a month, and whether enough witnesses vouch for it. */
export interface SealStanding {
  readonly unsealed: number;
  readonly needed: number;
  readonly have: number;
}

/** Binds the closing of a month to the log: everything in it is sealed before, the closing itself at once after. */
@Injectable()
export class ClosingSeal {
  constructor(
    private readonly sealer: Sealer,
    private readonly publication: Publication,
    private readonly witnessing: Witnessing,
    private readonly periods: Periods,
    private readonly log: Log,
  ) {}

  async standing(period: string): Promise<SealStanding> {
    const { unsealed, size } = await this.periods.coverage(period);
    return { unsealed, ...(await this.witnessing.covers(size)) };
  }

  /** Seals everything that is committed. Outside a unit of work. */
  async seal(): Promise<void> {
    await this.sealer.seal();
  }

  /** Seals and publishes what was just done. The closing stands; when this fails, the next seal and the day's publication take it up. */
  async sealAndPublish(period: string): Promise<void> {
    try {
      await this.sealer.seal();
      await this.publication.publishNow();
    } catch (error) {
      this.log.error('a closing was not published at once', error, { subject: `period:${period}` });
    }
  }
}
