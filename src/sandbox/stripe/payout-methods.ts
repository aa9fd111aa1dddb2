import { digestOf } from '../http/digest.js';
import { isoOf, type SandboxClock } from '../sandbox-clock.js';
import type { Store } from '../store/store.js';
import { table } from '../store/table.js';
import type { Accounts } from './accounts.js';
import { invalidFields, notFound, refused } from './api-error.js';
import { cardShape, problemWithCard, type CardDetails } from './debit-cards.js';
import type { Events } from './events.js';
import { newId } from './ids.js';
import {
  demandingAccount,
  planForAccount,
  planForCard,
  refusedAccount,
  type Plan,
} from './magic.js';
import { operation, type Call, type Cause, type Operation } from './operation.js';
import { pageOf, type PageQuery } from './pages.js';
import type { PayoutMethod, SetupIntent } from './shapes.js';
import { connectPlanFor, type ConnectPlan } from './v1/connect-magic.js';

/**
 * A saved bank account or card. The number is not kept, only its last four digits and the plan that a magic
 * number stands for.
 */
export interface PayoutMethodRecord {
  readonly object: PayoutMethod;
  /** The recipient it belongs to; null: the fund's own account. */
  readonly context: string | null;
  readonly plan: Plan;
  /** The same wherever this bank account is given; API v2 does not show it, API v1 does. */
  readonly mark?: string;
  /** What payouts from a connected account to it will do. */
  readonly connectPlan?: ConnectPlan;
}

export const payoutMethods = table<PayoutMethodRecord>('payoutMethod', {
  group: ({ context }) => context ?? '',
});

interface SetupIntentRecord {
  readonly object: SetupIntent;
  readonly methodId: string;
  readonly context: string | null;
}

export const setupIntents = table<SetupIntentRecord>('setupIntent');

/** Bank details as they were typed or sent. */
export interface BankDetails {
  readonly accountNumber: string;
  readonly routingNumber: string;
  readonly bankAccountType: string;
}

interface CreateSetupIntent {
  readonly usage_intent?: 'payment' | 'transfer';
  readonly payout_method?: string;
  readonly payout_method_data?: {
    readonly type: string;
    readonly bank_account?: {
      readonly account_number: string;
      readonly routing_number?: string;
      readonly bank_account_type?: string;
      readonly country: string;
      readonly currency: string;
    };
  };
}

interface MethodsQuery extends PageQuery {
  readonly usage_status?: {
    readonly payments?: readonly string[];
    readonly transfers?: readonly string[];
  };
}

const root = '/v2/money_management';

/** Bank accounts of recipients, saved by API or through the hosted form, and debit cards, by that form only. */
export class PayoutMethods {
  constructor(
    private readonly store: Store,
    private readonly clock: SandboxClock,
    private readonly events: Events,
    private readonly accounts: Accounts,
  ) {}

  /** The method, if it belongs to whom it is asked for; otherwise the provider knows none. */
  get(id: string, context: string | null): PayoutMethodRecord {
    const method = this.store.get(payoutMethods, id);
    if (method?.context !== context) throw notFound(`payout method: ${id}`);
    return method;
  }

  /** Saves a bank account for a recipient. It becomes the default, being the newest wish. */
  save(details: BankDetails, context: string | null, cause?: Cause): PayoutMethodRecord {
    const problem = problemWith(details);
    if (problem) throw refused('invalid_payout_method', problem.message);
    const bank = {
      bank_account_type: details.bankAccountType,
      bank_name: 'DEMO BANK',
      country: 'US',
      last4: details.accountNumber.slice(-4),
      routing_number: details.routingNumber,
      supported_currencies: ['usd'],
    };
    const id = newId('usba');
    const record: PayoutMethodRecord = {
      context,
      plan: planForAccount(details.accountNumber),
      mark: markOf(details),
      connectPlan: connectPlanFor(details.accountNumber),
      object: this.#shape(id, { type: 'bank_account', bank_account: bank }),
    };
    const kept = this.#keep(record, cause);
    if (context !== null && details.accountNumber === demandingAccount) {
      this.accounts.demand(context);
    }
    return kept;
  }

  /** Saves a debit card for a recipient, in the same way. */
  saveCard(details: CardDetails, context: string): PayoutMethodRecord {
    const problem = problemWithCard(details, new Date(this.clock.nowMs()));
    if (problem) throw refused('invalid_payout_method', problem.message);
    return this.#keep({
      context,
      plan: planForCard(details.cardNumber),
      object: this.#shape(newId('card'), { type: 'card', card: cardShape(details) }),
    });
  }

  #shape(id: string, account: Pick<PayoutMethod, 'type' | 'bank_account' | 'card'>): PayoutMethod {
    return {
      id,
      object: 'v2.money_management.payout_method',
      archived: false,
      created: isoOf(this.clock.nowMs()),
      livemode: false,
      restricted: false,
      usage_status: { payments: 'eligible', transfers: 'ineligible' },
      ...account,
    };
  }

  #keep(record: PayoutMethodRecord, cause?: Cause): PayoutMethodRecord {
    const { id } = record.object;
    this.store.put(payoutMethods, id, record);
    if (record.context !== null) this.accounts.setDefaultPayoutMethod(record.context, id);
    this.#tell('created', id, cause);
    return record;
  }

  operations(): readonly Operation[] {
    return [
      operation<CreateSetupIntent>('post', `${root}/outbound_setup_intents`, (call) =>
        this.#setUp(call),
      ),
      operation('get', `${root}/outbound_setup_intents/{id}`, ({ id, context }) => {
        const intent = this.store.get(setupIntents, id);
        if (intent?.context !== context) throw notFound(`outbound setup intent: ${id}`);
        return { ...intent.object, payout_method: this.get(intent.methodId, context).object };
      }),
      operation<object, MethodsQuery>('get', `${root}/payout_methods`, ({ query, context }) =>
        pageOf(
          `${root}/payout_methods`,
          this.store.group(payoutMethods, context ?? '').map(({ object }) => object),
          query,
          (method) => isListed(method, query),
        ),
      ),
      operation(
        'get',
        `${root}/payout_methods/{id}`,
        ({ id, context }) => this.get(id, context).object,
      ),
      operation('post', `${root}/payout_methods/{id}/archive`, (call) => this.#archive(call, true)),
      operation('post', `${root}/payout_methods/{id}/unarchive`, (call) =>
        this.#archive(call, false),
      ),
    ];
  }

  #setUp({ body, context, cause }: Call<CreateSetupIntent, object>): object {
    if (context !== null) this.accounts.get(context);
    const method = body.payout_method
      ? this.get(body.payout_method, context)
      : this.save(detailsFrom(body), context, cause);
    const id = newId('osi');
    const intent: SetupIntent = {
      id,
      object: 'v2.money_management.outbound_setup_intent',
      created: isoOf(this.clock.nowMs()),
      livemode: false,
      payout_method: { ...method.object, latest_outbound_setup_intent: id },
      status: 'succeeded',
      usage_intent: body.usage_intent ?? 'payment',
    };
    this.store.put(payoutMethods, method.object.id, { ...method, object: intent.payout_method });
    this.store.put(setupIntents, id, { object: intent, methodId: method.object.id, context });
    return intent;
  }

  #archive({ id, context, cause }: Call<object, object>, archived: boolean): PayoutMethod {
    const method = this.get(id, context);
    const object = { ...method.object, archived };
    this.store.put(payoutMethods, id, { ...method, object });
    this.#tell('updated', id, cause);
    return object;
  }

  #tell(what: 'created' | 'updated', id: string, cause: Cause | undefined): void {
    const type = 'v2.money_management.payout_method';
    this.events.emit({
      type: `${type}.${what}`,
      at: this.clock.nowMs(),
      related: { id, type, url: `${root}/payout_methods/${id}` },
      ...(cause ? { cause } : {}),
    });
  }
}

const MARK_LETTERS = 16;

function markOf({ routingNumber, accountNumber }: BankDetails): string {
  return digestOf(`bank ${routingNumber} ${accountNumber}`).slice(0, MARK_LETTERS);
}

/** What is wrong with bank details, and in which field; null when nothing is. */
export function problemWith(
  details: BankDetails,
): { readonly field: keyof BankDetails; readonly message: string } | null {
  if (!/^\d{9}$/.test(details.routingNumber) || !hasGoodCheckDigit(details.routingNumber)) {
    return { field: 'routingNumber', message: 'The routing number is not one of a bank.' };
  }
  if (!/^\d{4,17}$/.test(details.accountNumber)) {
    return { field: 'accountNumber', message: 'The account number must have 4 to 17 digits.' };
  }
  if (details.accountNumber === refusedAccount) {
    return { field: 'accountNumber', message: 'The bank does not know this account.' };
  }
  if (!['checking', 'savings'].includes(details.bankAccountType)) {
    return { field: 'bankAccountType', message: 'The account must be checking or savings.' };
  }
  return null;
}

/** The ABA check digit: weights 3, 7, 1 add up to a multiple of ten. */
function hasGoodCheckDigit(routingNumber: string): boolean {
  const weights = [3, 7, 1];
  const sum = Array.from(routingNumber).reduce(
    (total, digit, index) => total + Number(digit) * (weights[index % 3] ?? 0),
    0,
  );
  return sum > 0 && sum % 10 === 0;
}

function detailsFrom({ payout_method_data: data }: CreateSetupIntent): BankDetails {
  const account = data?.bank_account;
  if (data?.type !== 'bank_account' || !account) {
    throw invalidFields('/payout_method_data must hold a bank_account; cards use the hosted form.');
  }
  if (account.country.toUpperCase() !== 'US' || account.currency.toLowerCase() !== 'usd') {
    throw refused('invalid_payout_method', 'Bank accounts here are in the US and in US dollars.');
  }
  return {
    accountNumber: account.account_number,
    routingNumber: account.routing_number ?? '',
    bankAccountType: account.bank_account_type ?? 'checking',
  };
}

function isListed(method: PayoutMethod, { usage_status: wanted }: MethodsQuery): boolean {
  const { payments, transfers } = method.usage_status;
  return (
    !method.archived &&
    (wanted?.payments?.includes(payments) ?? true) &&
    (wanted?.transfers?.includes(transfers) ?? true)
  );
}
