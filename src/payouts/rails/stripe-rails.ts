import { Injectable } from '@nestjs/common';
import { Config } from '#platform';
import { PrepaidCardRail } from './prepaid-card/prepaid-card.rail.js';
import type { PayoutRail } from './rail.js';
import { StripeConnectRail } from './stripe-connect/stripe-connect.rail.js';
import { StripeOutboundRail } from './stripe-outbound/stripe-outbound.rail.js';

/** The rails that speak to Stripe and are switched on. */
@Injectable()
export class StripeRails {
  readonly on: readonly PayoutRail[];

  constructor(
    config: Config,
    outbound: StripeOutboundRail,
    connect: StripeConnectRail,
    prepaidCard: PrepaidCardRail,
  ) {
    this.on = [
      outbound,
      ...(config.stripeConnect ? [connect] : []),
      ...(config.stripePublishableKey === '' ? [] : [prepaidCard]),
    ];
  }
}
