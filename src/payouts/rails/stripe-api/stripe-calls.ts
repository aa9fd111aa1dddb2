import { Injectable } from '@nestjs/common';
import type Stripe from 'stripe';
import { Clock, DomainError, invariant, seconds } from '#kernel';
import { Config, UnitOfWork } from '#platform';
import { SendingPolicy } from '../../sending/sending-policy.js';
import { OwnAccount } from './own-account.js';
import { stripeClient } from './stripe-client.js';
import type { SubmitResult, VerifiedNotice } from '../rail.js';
import type { RailUnavailable } from '../rail-unavailable.js';
import { noticeFrom, verifiedNotice } from './stripe-notices.js';
import { isRefusal, resultOf, unavailableFor } from './stripe-results.js';

/** Whoever waits for it stands at the door for notices, where nobody waits long. */
const OWN_ACCOUNT_TIMEOUT_MS = seconds(3);

interface CallOptions {
  readonly timeout: number;
  readonly stripeContext?: string;
}

/** Calls to Stripe as every rail of it makes them: outside units of work, with a deadline, and with answers in our words. */
@Injectable()
export class StripeCalls {
  readonly stripe: Stripe;
  private readonly own: OwnAccount;

  constructor(
    private readonly config: Config,
    private readonly clock: Clock,
    private readonly unitOfWork: UnitOfWork,
    private readonly policy: SendingPolicy,
  ) {
    this.stripe = stripeClient(config);
    this.own = new OwnAccount(() => this.askWhoWeAre(), clock);
  }

  /** Our own account; null while Stripe has not said which it is. Never throws. */
  ownAccount(): Promise<string | null> {
    return this.own.name();
  }

  /** For one call; `stripeContext` names the account on whose behalf. */
  options(stripeContext?: string): CallOptions {
    const timeout = this.policy.callTimeoutMs;
    return stripeContext === undefined ? { timeout } : { timeout, stripeContext };
  }

  /** One call; throws what the library throws. */
  call<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    invariant(!this.unitOfWork.isRunning, 'Calls to the outside stand between units of work.');
    return work();
  }

  /** Reading and setting up: a clear no is `RAIL_REFUSED` (conflict), everything else `RAIL_UNAVAILABLE`. */
  async ask<Answer>(work: () => Promise<Answer>, isNo = isRefusal): Promise<Answer> {
    try {
      return await this.call(work);
    } catch (error) {
      // A call within said so.
      if (error instanceof DomainError && error.code === 'RAIL_REFUSED') throw error;
      if (!isNo(error)) throw this.silence(error);
      throw new DomainError('conflict', 'RAIL_REFUSED', 'The payment company refused this.');
    }
  }

  /** For an error that is no refusal: what a reading call throws. */
  silence(error: unknown): RailUnavailable {
    return unavailableFor(error, this.clock.now());
  }

  /** What a failed payment means. */
  resultOf(error: unknown): SubmitResult {
    return resultOf(error, this.clock.now());
  }

  /** The rows of a list, page after page, each page a call that is asked. */
  async *each<Row>(list: AsyncIterable<Row>, isNo = isRefusal): AsyncIterable<Row> {
    const rows = list[Symbol.asyncIterator]();
    for (;;) {
      const step = await this.ask(() => rows.next(), isNo);
      if (step.done === true) return;
      yield step.value;
    }
  }

  /** A single-use address of Stripe's own form for an account. */
  async onboardingLink(
    account: string,
    { refresh, done }: { refresh: string; done: string },
  ): Promise<string> {
    const link = await this.ask(() =>
      this.stripe.v2.core.accountLinks.create(
        {
          account,
          use_case: {
            type: 'account_onboarding',
            account_onboarding: { refresh_url: refresh, return_url: done },
          },
        },
        this.options(),
      ),
    );
    return link.url;
  }

  /** A notice of either API, checked as of now. Throws a refusal (invalid). */
  notice(raw: Uint8Array, signature: string | undefined): VerifiedNotice {
    return verifiedNotice(this.stripe, raw, signature, {
      secrets: this.config.stripeWebhookSecrets,
      now: this.clock.now(),
      isLive: this.isLive,
    });
  }

  /** An event of the provider's own list. Throws a refusal (invalid) when it cannot be read. */
  listed(event: object): VerifiedNotice {
    return noticeFrom(event, this.isLive);
  }

  private async askWhoWeAre(): Promise<string> {
    const timeout = OWN_ACCOUNT_TIMEOUT_MS;
    const { id } = await this.call(() => this.stripe.accounts.retrieveCurrent({}, { timeout }));
    return id;
  }

  private get isLive(): boolean {
    return this.config.mode === 'production';
  }
}
