import { Injectable } from '@nestjs/common';
import { Config } from '#platform';
import type { PayoutRail } from './rail.js';
import { StripeConnectRail } from './stripe-connect/stripe-connect.rail.js';
import { StripeOutboundRail } from './stripe-outbound/stripe-outbound.rail.js';

/** The rails that speak to Stripe and are switched on. */
@Injectable()
export class StripeRails {
  readonly on: readonly PayoutRail[];

  constructor(config: Config, outbound: StripeOutboundRail, connect: StripeConnectRail) {
    this.on = config.stripeConnect ? [outbound, connect] : [outbound];
  }
}
