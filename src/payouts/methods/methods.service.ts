import { Injectable } from '@nestjs/common';
import type { Id } from '#kernel';
import { MethodChanges } from './method-changes.service.js';
import { MethodStandings } from './method-standings.service.js';
import { MethodTurns } from './method-turns.service.js';
import { Introductions, type Introduced } from './introductions.service.js';
import type { Method, MethodEnding, SetUp } from './method.js';
import { accountIdentity, accountLikeness } from './payee-details.js';
import { isUnfinished } from './standing.js';
import { methodRefused } from '../payouts.errors.js';
import { RailUnavailable } from '../rails/rail-unavailable.js';
import { RailRegistry } from '../rails/rail-registry.js';
import type { PayeeDetails, RecipientState } from '../rails/rail.js';

/**
 * Setting up how to be paid, after the yes. Name and numbers pass through to the payment company and are not
 * kept: what stays is its opaque names, two sealed digits to recognise the account by, and a keyed digest.
 */
@Injectable()
export class Methods {
  constructor(
    private readonly changes: MethodChanges,
    private readonly rails: RailRegistry,
    private readonly introductions: Introductions,
    private readonly standings: MethodStandings,
    private readonly turns: MethodTurns,
  ) {}

  /**
   * Records her consent, hands the details over and makes the method hers. A refusal changes nothing about
   * the method she had. Throws `METHOD_REFUSED` (conflict), `RAIL_UNAVAILABLE` (unavailable).
   */
  async setUp(wish: SetUp, details: PayeeDetails): Promise<void> {
    await this.introductions.introduce(wish, details, (introduced) =>
      this.handOver(introduced, details),
    );
  }

  /** A recipient's new standing: her methods become active, wait for her, are refused, or are used no more. */
  async applyRecipient(rail: string, recipient: RecipientState): Promise<void> {
    await this.standings.apply(rail, recipient);
  }

  /** Whether somebody here is paid through this account of a provider. */
  async knowsRecipient(ref: string): Promise<boolean> {
    return this.changes.knowsRecipient(ref);
  }

  /** Asks about every recipient that the provider cannot pay yet or now. Returns how many. */
  async refresh(): Promise<number> {
    return this.turns.each(await this.changes.waiting(), (method) => this.ask(method));
  }

  /** The newest method that is hers now or is being looked at; null when she has to set one up. */
  async current(applicantId: Id<'applicant'>): Promise<Method | null> {
    return this.changes.current(applicantId);
  }

  /** Whether what the provider still needs of her can be given on its pages. */
  canGoOn(method: Method): boolean {
    return isUnfinished(method) && this.rails.find(method.rail)?.onboardingLink !== undefined;
  }

  /** How the way that she tried last came to nothing; null when it did not. */
  async lastEnding(applicantId: Id<'applicant'>): Promise<MethodEnding | null> {
    return this.changes.lastEnding(applicantId);
  }

  /** The last two digits of the account, for her eyes; null when there are none. */
  async lastDigits(method: Method): Promise<string | null> {
    return this.changes.lastDigits(method);
  }

  private async ask({ rail, providerRecipient }: Method): Promise<void> {
    if (providerRecipient === null) return;
    await this.standings.apply(rail, await this.rails.get(rail).recipient(providerRecipient));
  }

  private async handOver(
    { rail, method, recipient }: Introduced,
    details: PayeeDetails,
  ): Promise<void> {
    const saved = await rail.saveMethod(recipient.ref, details, method.id);
    // Neither yes nor no: nothing is kept, and it can be tried again.
    if (saved.kind === 'waiting') throw new RailUnavailable();
    if (saved.kind === 'refused') throw methodRefused(saved.code);
    await this.changes.complete(method, {
      providerRecipient: recipient.ref,
      providerMethod: saved.ref,
      lastDigits: saved.lastDigits,
      way: saved.way ?? null,
      identity: accountIdentity(details),
      likeness: accountLikeness(details),
      isReady: recipient.status === 'ready',
    });
    if (recipient.status === 'needs_action') await this.askAgain(method, recipient.ref);
  }

  /** What was missing may have been the account. When nobody answers now, upkeep asks later. */
  private async askAgain(method: Method, providerRecipient: string): Promise<void> {
    await this.turns.each([{ ...method, providerRecipient }], (one) => this.ask(one));
  }
}
