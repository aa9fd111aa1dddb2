import { Injectable } from '@nestjs/common';
import { Clock, hours, invariant, later, type Id } from '#kernel';
import { Introductions } from './introductions.service.js';
import { MethodChanges } from './method-changes.service.js';
import type { Method, SetUp } from './method.js';
import { MethodStandings } from './method-standings.service.js';
import { MethodTurns } from './method-turns.service.js';
import { likenessOf, markIdentity } from './payee-details.js';
import { isUnfinished } from './standing.js';
import { RailRegistry } from '../rails/rail-registry.js';
import type { NameDetails, PayoutRail } from '../rails/rail.js';

/** Somebody who is not back by then keeps what she had before. */
const WAITS_MS = hours(24);

/** A single-use address of the provider's own form, and whose it is. */
export interface HostedPage {
  readonly url: string;
  readonly company: string;
}

/**
 * Ways whose provider asks her for the account on its own pages: we hand over her name, she does the rest there.
 * What she typed there never passes through this house.
 */
@Injectable()
export class HostedMethods {
  constructor(
    private readonly changes: MethodChanges,
    private readonly introductions: Introductions,
    private readonly rails: RailRegistry,
    private readonly clock: Clock,
    private readonly standings: MethodStandings,
    private readonly turns: MethodTurns,
  ) {}

  /** Makes the provider know her. Throws `METHOD_REFUSED` (conflict), `RAIL_UNAVAILABLE` (unavailable). */
  async start(wish: SetUp, details: NameDetails): Promise<void> {
    await this.introductions.introduce(wish, details, ({ method, recipient }) =>
      this.changes.introduced(method, recipient),
    );
  }

  /** A new page of the provider for her, which ends the one before; null when she has nothing to finish there. */
  async page(
    applicantId: Id<'applicant'>,
    urls: { readonly refresh: string; readonly done: string },
  ): Promise<HostedPage | null> {
    const method = await this.openOf(applicantId);
    if (!method) return null;
    const { rail, recipient } = this.sideOf(method);
    invariant(rail.onboardingLink !== undefined, 'A rail with hosted pages can open them.');
    return {
      url: await rail.onboardingLink(recipient, urls),
      company: rail.capabilities.disclosesTo ?? rail.capabilities.provider,
    };
  }

  /** She is back: what she set up there is hers as soon as the provider says it is ready. */
  async comeBack(applicantId: Id<'applicant'>): Promise<void> {
    const method = await this.openOf(applicantId);
    if (method) await this.look(method);
  }

  /** Looks after everybody who did not come back by our page. Returns how many were looked at. */
  async sweep(): Promise<number> {
    return this.turns.each(await this.changes.unfinished(), (method) => this.look(method));
  }

  private async openOf(applicantId: Id<'applicant'>): Promise<Method | null> {
    const method = await this.changes.current(applicantId);
    if (!method || !isUnfinished(method)) return null;
    return this.rails.find(method.rail)?.onboardingLink ? method : null;
  }

  private async look(method: Method): Promise<void> {
    const { rail, recipient: ref } = this.sideOf(method);
    const recipient = await rail.recipient(ref);
    await this.standings.apply(method.rail, recipient);
    const own = await this.changes.current(method.applicantId);
    if (own?.id !== method.id || own.state !== 'pending') return;
    const { status } = recipient;
    const isDone = status === 'ready' && (await this.isFinished(own, rail, ref));
    if (!isDone && (status === 'rejected' || this.isOver(own))) await this.changes.abandon(own);
  }

  /** What the provider is still looking at is no longer hers to finish, however long that takes. */
  private isOver({ standing, standingSince }: Method): boolean {
    return standing !== 'pending' && later(standingSince, WAITS_MS) <= this.clock.now();
  }

  /** Takes over what she set up there; false while there is nothing. */
  private async isFinished(method: Method, rail: PayoutRail, recipient: string): Promise<boolean> {
    const saved = await rail.saveMethod(recipient, { kind: 'nothing' }, method.id);
    if (saved.kind === 'waiting') return false;
    if (saved.kind === 'refused') {
      await this.changes.abandon(method);
      return true;
    }
    await this.changes.complete(method, {
      providerRecipient: recipient,
      providerMethod: saved.ref,
      lastDigits: saved.lastDigits,
      way: saved.way ?? null,
      // The numbers never passed through here: the account is recognised by the company's mark, where it gives one.
      identity: saved.identity === undefined ? null : this.markOf(method, saved.identity),
      likeness: saved.bank === undefined ? null : likenessOf(saved.bank),
      isReady: true,
    });
    return true;
  }

  private markOf({ rail }: Method, identity: string): string {
    return markIdentity(this.rails.get(rail).capabilities.provider, identity);
  }

  private sideOf({ rail, providerRecipient }: Method): { rail: PayoutRail; recipient: string } {
    invariant(providerRecipient !== null, 'Somebody at the provider has a name there.');
    return { rail: this.rails.get(rail), recipient: providerRecipient };
  }
}
