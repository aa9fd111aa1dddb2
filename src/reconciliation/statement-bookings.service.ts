import { Injectable } from '@nestjs/common';
import { ProviderArrivals } from './provider-arrivals.service.js';
import { ProviderFees } from './provider-fees.service.js';
import { ProviderReturns } from './provider-returns.service.js';

/** What only the provider's statement can tell us: fees, that money sent there has come, and that it went back. */
@Injectable()
export class StatementBookings {
  constructor(
    private readonly fees: ProviderFees,
    private readonly arrivals: ProviderArrivals,
    private readonly returns: ProviderReturns,
  ) {}

  /** After everything that the journal explains was matched. Outside a unit of work; safe to repeat. */
  async book(rail: string): Promise<void> {
    await this.fees.book(rail);
    await this.arrivals.book(rail);
    await this.returns.notice(rail);
  }
}
