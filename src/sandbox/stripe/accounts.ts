import { isoOf, type SandboxClock } from '../sandbox-clock.js';
import type { Settings } from '../settings.js';
import type { Store } from '../store/store.js';
import { table } from '../store/table.js';
import {
  accountRecords,
  accountShape,
  type AccountRecord,
  type CapabilityStatus,
  type Identity,
} from './account-shape.js';
import { invalidFields, notFound } from './api-error.js';
import type { Events, Happening } from './events.js';
import { newId } from './ids.js';
import type { Lifecycle } from './lifecycle.js';
import { operation, type Cause, type Operation } from './operation.js';
import type { Metadata } from './shapes.js';

/** A single-use way into the hosted form. */
export interface AccountLinkRecord {
  readonly id: string;
  readonly account: string;
  readonly useCase: string;
  readonly returnUrl: string;
  readonly refreshUrl: string;
  readonly expiresAtMs: number;
  readonly isUsed: boolean;
}

export const accountLinks = table<AccountLinkRecord>('accountLink');

interface CreateAccount {
  readonly contact_email?: string;
  readonly display_name?: string;
  readonly dashboard?: string;
  readonly identity?: Identity;
  readonly metadata?: Metadata;
  readonly include?: readonly string[];
  readonly configuration?: {
    readonly recipient?: {
      readonly capabilities?: Readonly<Record<string, RequestedCapability>>;
    };
  };
}

/** `{requested}` itself, or networks that each hold one. */
type RequestedCapability =
  { readonly requested: boolean } | Readonly<Record<string, { readonly requested: boolean }>>;

interface LinkForm {
  readonly refresh_url: string;
  readonly return_url?: string;
}

interface CreateLink {
  readonly account: string;
  readonly use_case: {
    readonly type: string;
    readonly account_onboarding?: LinkForm;
    readonly account_update?: LinkForm;
  };
}

const transfersCapability = 'stripe_balance.stripe_transfers';
const cardsCapability = 'cards';
const askedOfHolders = [
  'identity.individual.date_of_birth.day',
  'identity.individual.id_numbers.us_ssn_last_4',
  'defaults.payout_methods',
];
const linkLifeMs = 15 * 60_000;
const demandedLater = ['identity.individual.date_of_birth.day'];
/** A display name that ends in it belongs to a recipient whom the provider rejects. */
export const rejectedMark = '-rejected';

/** Recipient accounts, their requirements, and the links to the hosted form. */
export class Accounts {
  /** Tells of changes in the words of API v1 too. */
  tell: (account: AccountRecord) => void = () => undefined;

  constructor(
    private readonly parts: {
      readonly store: Store;
      readonly clock: SandboxClock;
      readonly events: Events;
      readonly lifecycle: Lifecycle;
      readonly settings: () => Settings;
      readonly publicUrl: () => string;
    },
  ) {
    parts.lifecycle.on('activate', (due) => {
      this.#activate(this.get(due.subject), due.atMs);
    });
  }

  get(id: string): AccountRecord {
    const account = this.parts.store.get(accountRecords, id);
    if (!account) throw notFound(`account: ${id}`);
    return account;
  }

  /** Whether transfers to this connected account are on. */
  canReceiveTransfers(account: AccountRecord): boolean {
    return account.capabilities[transfersCapability] === 'active';
  }

  /** What is still asked for before money can be sent, as paths of the API. */
  requirementsOf(account: AccountRecord): string[] {
    const { country, entity_type: entityType, individual } = account.identity;
    const isPerson = entityType === undefined || entityType === 'individual';
    const needed: readonly (readonly [string, string | null | undefined])[] = [
      ['contact_email', account.contactEmail],
      ['identity.country', country],
      ['identity.entity_type', entityType],
      ['identity.individual.given_name', isPerson ? individual?.given_name : 'no person'],
      ['identity.individual.surname', isPerson ? individual?.surname : 'no person'],
    ];
    const missing = needed.flatMap(([path, value]) => (value ? [] : [path]));
    // Who holds a balance is asked for more, on the provider's own pages only.
    const isAsked = transfersCapability in account.capabilities && !account.defaultPayoutMethod;
    return [...missing, ...(isAsked ? askedOfHolders : []), ...(account.demands ?? [])];
  }

  /** Newest first. */
  list(): AccountRecord[] {
    return this.parts.store.all(accountRecords).reverse();
  }

  /** The provider asks for more: nothing can be paid to this recipient before it is answered. */
  demand(id: string): AccountRecord {
    this.parts.lifecycle.callOff(id);
    return this.#turn({ ...this.get(id), demands: demandedLater }, 'restricted');
  }

  /** What was asked for later is answered, or not asked for any more; a review follows. */
  answer(id: string): AccountRecord {
    const answered = { ...this.get(id), demands: [] };
    this.parts.store.put(accountRecords, id, answered);
    return this.#review(answered);
  }

  /** The provider will not pay this recipient. */
  reject(id: string): AccountRecord {
    this.parts.lifecycle.callOff(id);
    return this.#turn(this.get(id), 'rejected');
  }

  /** It is no account of ours any more: nobody acts in it, and nobody is told what happens there. */
  close(id: string): AccountRecord {
    this.parts.lifecycle.callOff(id);
    const closed = { ...this.get(id), isClosed: true };
    this.parts.store.put(accountRecords, id, closed);
    return closed;
  }

  /** Whether somebody may act in this account. */
  isOpen(id: string): boolean {
    const account = this.parts.store.get(accountRecords, id);
    return account !== undefined && account.isClosed !== true;
  }

  /** Adds what the hosted form collected, and plans the activation when nothing is missing now. */
  complete(id: string, identity: Identity, defaultPayoutMethod: string): void {
    const account = this.get(id);
    const completed: AccountRecord = {
      ...account,
      identity: {
        ...account.identity,
        ...identity,
        individual: { ...account.identity.individual, ...identity.individual },
      },
      defaultPayoutMethod,
    };
    this.parts.store.put(accountRecords, id, completed);
    this.#review(completed);
  }

  setDefaultPayoutMethod(accountId: string, payoutMethod: string): void {
    this.parts.store.put(accountRecords, accountId, {
      ...this.get(accountId),
      defaultPayoutMethod: payoutMethod,
    });
  }

  /** Whether debit cards of this recipient can be paid now. */
  canReceiveByCard(account: AccountRecord): boolean {
    return account.capabilities[cardsCapability] === 'active';
  }

  /** Whether the hosted form offers her to give a card instead of a bank account. */
  takesCards(account: AccountRecord): boolean {
    return cardsCapability in account.capabilities;
  }

  /** Whether the hosted form takes a bank account. */
  takesBanks(account: AccountRecord): boolean {
    return !this.takesCards(account) || Object.keys(account.capabilities).some(isOfBanks);
  }

  /** Whether bank accounts of this recipient can be paid now. */
  canReceiveByBank(account: AccountRecord): boolean {
    return Object.entries(account.capabilities).some(
      ([name, status]) => isOfBanks(name) && status === 'active',
    );
  }

  operations(): readonly Operation[] {
    return [
      operation<CreateAccount>('post', '/v2/core/accounts', ({ body, cause }) =>
        accountShape(this.#create(body, cause), this.requirementsOf.bind(this), body.include ?? []),
      ),
      operation<object, { include?: readonly string[] }>(
        'get',
        '/v2/core/accounts/{id}',
        ({ id, query }) =>
          accountShape(this.get(id), this.requirementsOf.bind(this), query.include ?? []),
      ),
      operation<CreateLink>('post', '/v2/core/account_links', ({ body }) => this.#link(body)),
    ];
  }

  #create(body: CreateAccount, cause: Cause): AccountRecord {
    checkEmail(body.contact_email);
    const account = newAccount(body, isoOf(this.parts.clock.nowMs()));
    this.parts.store.put(accountRecords, account.id, account);
    this.parts.events.emit({
      type: 'v2.core.account.created',
      at: this.parts.clock.nowMs(),
      related: relatedAccount(account.id),
      cause,
    });
    return this.#review(account);
  }

  /** Restricted while something is missing; then pending, and active a little later. */
  #review(account: AccountRecord): AccountRecord {
    const isComplete = this.requirementsOf(account).length === 0;
    const isWaiting = Object.values(account.capabilities).includes('restricted');
    if (!isComplete || !isWaiting) return account;
    const reviewed = this.#withStatus(account, 'pending');
    this.parts.lifecycle.plan({
      subject: account.id,
      act: 'activate',
      atMs: this.parts.clock.nowMs() + this.parts.settings().capabilityDelayMs,
      reason: null,
    });
    return reviewed;
  }

  #activate(account: AccountRecord, at: number): void {
    const isRejected = account.displayName?.endsWith(rejectedMark) ?? false;
    this.#turn(account, isRejected ? 'rejected' : 'active', at);
  }

  /** Another standing of all that was asked for, and the events that tell of it. */
  #turn(
    account: AccountRecord,
    status: CapabilityStatus,
    at = this.parts.clock.nowMs(),
  ): AccountRecord {
    const turned = this.#withStatus(account, status);
    for (const name of Object.keys(account.capabilities)) {
      this.parts.events.emit({
        type: 'v2.core.account[configuration.recipient].capability_status_updated',
        at,
        related: relatedAccount(account.id),
        data: { updated_capability: name },
      });
    }
    return turned;
  }

  #withStatus(account: AccountRecord, status: CapabilityStatus): AccountRecord {
    const names = Object.keys(account.capabilities);
    const changed = {
      ...account,
      capabilities: Object.fromEntries(names.map((name) => [name, status])),
    };
    this.parts.store.put(accountRecords, account.id, changed);
    this.tell(changed);
    return changed;
  }

  #link({ account, use_case: useCase }: CreateLink): object {
    const form =
      useCase.type === 'account_update' ? useCase.account_update : useCase.account_onboarding;
    if (!form) throw invalidFields(`/use_case must hold ${useCase.type}.`);
    const opened = this.openLink(account, useCase.type, form);
    return {
      object: 'v2.core.account_link',
      account,
      ...opened,
      livemode: false,
      use_case: useCase,
    };
  }

  /** A single-use way into the hosted form, for v1 and v2 alike. Inside the open commit. */
  openLink(
    account: string,
    useCase: string,
    form: LinkForm,
  ): { readonly created: string; readonly expires_at: string; readonly url: string } {
    this.get(account);
    const now = this.parts.clock.nowMs();
    const id = newId('acctlink');
    const link: AccountLinkRecord = {
      id,
      account,
      useCase,
      returnUrl: form.return_url ?? form.refresh_url,
      refreshUrl: form.refresh_url,
      expiresAtMs: now + linkLifeMs,
      isUsed: false,
    };
    this.parts.store.put(accountLinks, id, link);
    return {
      created: isoOf(now),
      expires_at: isoOf(link.expiresAtMs),
      url: `${this.parts.publicUrl()}/onboarding/${id}`,
    };
  }
}

const isOfBanks = (capability: string): boolean => capability.startsWith('bank_accounts.');

export function relatedAccount(id: string): NonNullable<Happening['related']> {
  return { id, type: 'v2.core.account', url: `/v2/core/accounts/${id}` };
}

function checkEmail(email: string | undefined): void {
  if (email !== undefined && !/^[^@\s]+@[^@\s]+$/.test(email)) {
    throw invalidFields('/contact_email is not an e-mail address.');
  }
}

function newAccount(body: CreateAccount, created: string): AccountRecord {
  const requested = requestedNames(body.configuration?.recipient?.capabilities ?? {});
  return {
    id: newId('acct'),
    created,
    contactEmail: body.contact_email ?? null,
    displayName: body.display_name ?? null,
    dashboard: body.dashboard ?? 'none',
    identity: body.identity ?? {},
    metadata: body.metadata ?? {},
    capabilities: Object.fromEntries(requested.map((name) => [name, 'restricted' as const])),
    defaultPayoutMethod: null,
  };
}

function requestedNames(capabilities: Readonly<Record<string, RequestedCapability>>): string[] {
  return Object.entries(capabilities).flatMap(([name, value]) => {
    if (isRequest(value)) return value.requested ? [name] : [];
    return Object.entries(value).flatMap(([network, { requested }]) =>
      requested ? [`${name}.${network}`] : [],
    );
  });
}

function isRequest(value: RequestedCapability): value is { readonly requested: boolean } {
  return typeof value['requested'] === 'boolean';
}
