import { Injectable } from '@nestjs/common';
import { Config } from '#platform';
import { PrepaidCardRail } from './prepaid-card/prepaid-card.rail.js';
import type { PayoutRail } from './rail.js';
import { StripeConnectRail } from './stripe-connect/stripe-connect.rail.js';
import { StripeOutboundRail } from './stripe-outbound/stripe-outbound.rail.js';
import { TremendousRail } from './tremendous/tremendous.rail.js';

/** The rails that speak to a company and are switched on. */
@Injectable()
export class CompanyRails {
  readonly on: readonly PayoutRail[];

  constructor(
    config: Config,
    outbound: StripeOutboundRail,
    connect: StripeConnectRail,
    prepaidCard: PrepaidCardRail,
    tremendous: TremendousRail,
  ) {
    this.on = [
      outbound,
      ...(config.stripeConnect ? [connect] : []),
      ...(config.stripePublishableKey === '' ? [] : [prepaidCard]),
      ...(tremendous.isOn ? [tremendous] : []),
    ];
  }
}
