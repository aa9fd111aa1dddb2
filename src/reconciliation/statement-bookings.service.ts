import { Injectable } from '@nestjs/common';
import { ProviderArrivals } from './provider-arrivals.service.js';
import { ProviderFees } from './provider-fees.service.js';

/** What only the provider's statement can tell us to book: fees, and that money sent there has come. */
@Injectable()
export class StatementBookings {
  constructor(
    private readonly fees: ProviderFees,
    private readonly arrivals: ProviderArrivals,
  ) {}

  /** After everything that the journal explains was matched. Outside a unit of work; safe to repeat. */
  async book(rail: string): Promise<void> {
    await this.fees.book(rail);
    await this.arrivals.book(rail);
  }
}
