import { Injectable } from '@nestjs/common';
import { Clock, hours, later, newId, type Id } from '#kernel';
import { Config, UnitOfWork } from '#platform';
import { Vault, type SealedPlace } from '#privacy';
import { MethodEffects } from './method-effects.service.js';
import {
  applyToMethod,
  endingOf,
  wasHers,
  type Method,
  type MethodEnding,
  type SetUp,
} from './method.js';
import type { MethodFact, MethodState } from './method.states.js';
import { MethodsStore } from './methods.store.js';
import { INSTRUMENT_DIGEST, LIKENESS_DIGEST } from './payee-details.js';

import type { RecipientState } from '../rails/rail.js';

/** What the provider gave back for the details. */
export interface HandedOver {
  readonly providerRecipient: string;
  readonly providerMethod: string;
  readonly lastDigits: string;
  /** The rail's other way, when the account is of that kind. */
  readonly way: string | null;
  /** What is the same wherever this account is given; null where there is none to recognise. */
  readonly identity: string | null;
  /** What it has in common with the same account given elsewhere; null where too little is told of it. */
  readonly likeness: string | null;
  readonly isReady: boolean;
}

const LIVE: readonly MethodState[] = ['pending', 'verified', 'active'];
const MOST_AT_ONCE = 200;

/** The units of work of a method: a new version begins, completes or is abandoned; the old one rests meanwhile. */
@Injectable()
export class MethodChanges {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: MethodsStore,
    private readonly effects: MethodEffects,
    private readonly vault: Vault,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  /** A new version before the provider hears of it; what she had is suspended until it works or is refused. */
  async begin(wish: SetUp): Promise<Method> {
    return this.unitOfWork.run(async () => {
      const all = await this.store.allLocked(wish.applicantId);
      for (const method of all) await this.rest(method);
      const now = this.clock.now();
      const method: Method = {
        ...wish,
        way: wish.way ?? null,
        countsFrom: wish.countsFrom ?? 'now',
        id: newId('method'),
        version: (all[0]?.version ?? 0) + 1,
        state: 'pending',
        providerRecipient: null,
        providerMethod: null,
        labelSealed: null,
        fingerprint: null,
        likeness: null,
        usableFrom: now,
        createdAt: now,
        standing: 'pending',
        standingSince: now,
      };
      await this.store.add(method);
      await this.effects.note(method, 'MethodProposed', wish.applicantId);
      return method;
    });
  }

  /** The provider knows her; the account she tells it on its own pages. */
  async introduced(method: Method, { ref, status }: RecipientState): Promise<void> {
    const known = { providerRecipient: ref, standing: status, standingSince: this.clock.now() };
    await this.unitOfWork.run(() => this.store.save({ ...method, ...known }));
  }

  /** Methods whose people were sent to the provider's pages and are not known to be back, oldest first. */
  async unfinished(): Promise<Method[]> {
    return this.store.unfinished(MOST_AT_ONCE);
  }

  /**
   * The provider has the details: the new version is hers, the old one is replaced. A change waits before money
   * may go to it, and she is told over the old safe channel, in case it was not her.
   */
  async complete(method: Method, given: HandedOver): Promise<void> {
    await this.unitOfWork.run(async () => {
      const all = await this.store.allLocked(method.applicantId);
      const isChange = all.some(wasHers);
      const sealed = await this.vault.seal(labelPlace(method), given.lastDigits);
      const verified: Method = {
        ...applyToMethod(method, 'MethodVerified'),
        way: given.way,
        providerRecipient: given.providerRecipient,
        providerMethod: given.providerMethod,
        ...(await this.marksOf(given)),
        labelSealed: sealed,
        usableFrom: isChange
          ? later(this.clock.now(), hours(this.config.coolingOffHours))
          : method.usableFrom,
      };
      await this.store.save(verified);
      await this.retire(all, verified);
      if (isChange) await this.effects.changed(verified);
      await this.effects.lookAt(verified);
      if (given.isReady) await this.activate(verified);
    });
  }

  /** The provider said no or nothing: what she had before is hers again. */
  async abandon(method: Method): Promise<void> {
    await this.unitOfWork.run(async () => {
      const all = await this.store.allLocked(method.applicantId);
      const own = all.find(({ id, state }) => id === method.id && state === 'pending');
      if (!own) return;
      await this.move(own, 'MethodRefused', 'system');
      const before = all.find(({ state }) => state === 'suspended');
      // One that finance suspended because money bounced stays so, and one that its provider pays no more.
      if (before && before.standing !== 'rejected' && !(await this.effects.hasBounced(before))) {
        await this.move(before, 'MethodResumed', 'system');
      }
    });
  }

  /** The provider can pay to it: it is hers now. In the running unit of work, as all that follow a standing. */
  async activate(method: Method): Promise<void> {
    await this.move({ ...method, standing: 'ready' }, 'MethodActivated', method.rail);
    await this.effects.activated(method);
  }

  /** The provider will not pay to it: she is asked for another way. */
  async refuse(method: Method): Promise<void> {
    await this.move(method, 'MethodRefused', 'system');
    await this.effects.asked(method);
  }

  /** The provider will not pay to it any more: it is used no more, and she is asked for another way. */
  async stop(method: Method): Promise<void> {
    await this.move(method, 'MethodSuspended', method.rail);
    await this.effects.ended(method);
  }

  /**
   * Finance asks for another way than `only`: nothing more goes to this one, and what was prepared for it is void. She is told once
   * about a payout, whoever found out that it did not reach her.
   */
  async suspend(
    applicantId: Id<'applicant'>,
    by: Id<'person'> | 'system',
    only: Id<'method'>,
    about?: Id<'payout'>,
  ): Promise<void> {
    const all = await this.store.allLocked(applicantId);
    const method = all.find(({ id, state }) => id === only && state === 'active');
    if (method === undefined) return;
    await this.move(method, 'MethodSuspended', by);
    await this.effects.suspended(method, by, about);
  }

  async knowsRecipient(providerRecipient: string): Promise<boolean> {
    return this.store.knowsRecipient(providerRecipient);
  }

  async waiting(): Promise<Method[]> {
    return this.store.waiting(MOST_AT_ONCE);
  }

  async current(applicantId: Id<'applicant'>): Promise<Method | null> {
    const all = await this.store.all(applicantId);
    return all.find(({ state }) => LIVE.includes(state)) ?? null;
  }

  async lastEnding(applicantId: Id<'applicant'>): Promise<MethodEnding | null> {
    const [newest] = await this.store.all(applicantId);
    return newest ? endingOf(newest) : null;
  }

  async lastDigits(method: Method): Promise<string | null> {
    if (method.labelSealed === null) return null;
    return this.vault.open<string>(labelPlace(method), method.labelSealed);
  }

  /** She says that she did not choose it: nothing more goes there. Null when nothing is left to stop. */
  async freeze(applicantId: Id<'applicant'>): Promise<Method | null> {
    const all = await this.store.allLocked(applicantId);
    const method = all.find(({ state }) => state === 'verified' || state === 'active');
    if (!method) return null;
    await this.move(method, 'MethodDisputed', applicantId);
    await this.effects.stopped(method);
    return method;
  }

  /** The way before ends, or finishes what was prepared for it when the change counts from the next payment. */
  private async retire(all: readonly Method[], by: Method): Promise<void> {
    const stays = by.countsFrom === 'next';
    for (const old of all.filter(({ state }) => state === 'finishing')) {
      if (!stays) await this.move(old, 'MethodReplaced', by.applicantId);
    }
    for (const old of all.filter(({ state }) => state === 'suspended')) {
      const mayFinish = stays && !(await this.effects.hasBounced(old));
      await this.move(old, mayFinish ? 'MethodFinishes' : 'MethodReplaced', by.applicantId);
    }
  }

  private async rest(method: Method): Promise<void> {
    // A pending one is left over from a crash between two steps.
    if (method.state === 'pending') await this.move(method, 'MethodRefused', 'system');
    if (method.state === 'verified') await this.move(method, 'MethodRevoked', method.applicantId);
    if (method.state === 'active') await this.move(method, 'MethodSuspended', method.applicantId);
  }

  /** A likeness is kept beside the mark of the account and never without it: whoever takes away one takes both. */
  private async marksOf({
    identity,
    likeness,
  }: HandedOver): Promise<Pick<Method, 'fingerprint' | 'likeness'>> {
    if (identity === null) return { fingerprint: null, likeness: null };
    return {
      fingerprint: await this.vault.digest(INSTRUMENT_DIGEST, identity),
      likeness: likeness === null ? null : await this.vault.digest(LIKENESS_DIGEST, likeness),
    };
  }

  private async move(method: Method, fact: MethodFact, actor: string): Promise<void> {
    await this.store.save(applyToMethod(method, fact));
    await this.effects.note(method, fact, actor);
  }
}

function labelPlace({ applicantId, id }: Method): SealedPlace {
  return { subject: applicantId, table: 'payout_method', row: id, field: 'label' };
}
