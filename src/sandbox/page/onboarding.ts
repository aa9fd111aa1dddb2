import Handlebars from 'handlebars';
import { htmlReply, redirectReply, type Exchange, type Reply } from '../http/exchange.js';
import type { SandboxClock } from '../sandbox-clock.js';
import type { Store } from '../store/store.js';
import { ApiError } from '../stripe/api-error.js';
import type { AccountRecord } from '../stripe/account-shape.js';
import { accountLinks, type AccountLinkRecord } from '../stripe/accounts.js';
import { problemWithCard, type CardDetails } from '../stripe/debit-cards.js';
import { demoRoutingNumber, magicCards } from '../stripe/magic.js';
import { problemWith, type BankDetails } from '../stripe/payout-methods.js';
import type { Provider } from '../stripe/provider.js';
import { messagePage, page } from './layout.js';

interface FormView {
  readonly asksName: boolean;
  /** What was asked for later; the account is given already. */
  readonly asksBirth: boolean;
  readonly asksAccount: boolean;
  readonly takesCards: boolean;
  readonly takesBanks: boolean;
  readonly isCard: boolean;
  readonly expiry: string;
  readonly routingNumber: string;
  readonly isSavings: boolean;
  readonly givenName: string;
  readonly surname: string;
  readonly problems: Readonly<
    Partial<Record<'name' | 'birth' | keyof BankDetails | keyof CardDetails, string>>
  >;
  readonly demoRoutingNumber: string;
  readonly demoCard: string;
}

const template = Handlebars.compile<FormView>(`<main>
<h1>{{#if asksAccount}}Where should the money go?{{else}}One more question{{/if}}</h1>
<p class="note">This page stands in for the payout provider’s own. Real accounts and cards do not belong here.
{{#if takesCards}}The card <code>{{demoCard}}</code> works, with any date to come. {{/if}}{{#if takesBanks}}A demo bank has the routing number <code>{{demoRoutingNumber}}</code>; the account number <code>000123456789</code> works.{{/if}}</p>
<form method="post" autocomplete="off">
{{#if asksName}}
<div class="field">{{#if problems.name}}<p class="wrong" id="name-wrong">{{problems.name}}</p>{{/if}}
<label for="given_name">First name on the account</label><input id="given_name" name="given_name" value="{{givenName}}" maxlength="100"{{#if problems.name}} aria-describedby="name-wrong"{{/if}}></div>
<div class="field"><label for="surname">Last name on the account</label><input id="surname" name="surname" value="{{surname}}" maxlength="100"></div>
{{/if}}
{{#if asksBirth}}
<div class="field">{{#if problems.birth}}<p class="wrong" id="birth-wrong">{{problems.birth}}</p>{{/if}}
<label for="birth">Date of birth (year-month-day)</label><input id="birth" name="birth" maxlength="10"{{#if problems.birth}} aria-describedby="birth-wrong"{{/if}}></div>
{{/if}}
{{#if asksAccount}}
{{#if takesCards}}
{{#if takesBanks}}
<div class="field"><label for="kind">Which of the two?</label><select id="kind" name="kind"><option value="card"{{#if isCard}} selected{{/if}}>Debit card</option><option value="bank_account"{{#unless isCard}} selected{{/unless}}>Bank account</option></select></div>
{{/if}}
<h2>Debit card</h2>
<div class="field">{{#if problems.cardNumber}}<p class="wrong" id="card-wrong">{{problems.cardNumber}}</p>{{/if}}
<label for="card_number">Card number</label><input id="card_number" name="card_number" inputmode="numeric" maxlength="30"{{#if problems.cardNumber}} aria-describedby="card-wrong"{{/if}}></div>
<div class="field">{{#if problems.expiry}}<p class="wrong" id="expiry-wrong">{{problems.expiry}}</p>{{/if}}
<label for="expiry">Until (month/year)</label><input id="expiry" name="expiry" value="{{expiry}}" maxlength="7"{{#if problems.expiry}} aria-describedby="expiry-wrong"{{/if}}></div>
{{/if}}
{{#if takesBanks}}
{{#if takesCards}}<h2>Bank account</h2>{{/if}}
<div class="field">{{#if problems.routingNumber}}<p class="wrong" id="routing-wrong">{{problems.routingNumber}}</p>{{/if}}
<label for="routing_number">Routing number (9 digits)</label><input id="routing_number" name="routing_number" inputmode="numeric" value="{{routingNumber}}" maxlength="20"{{#if problems.routingNumber}} aria-describedby="routing-wrong"{{/if}}></div>
<div class="field">{{#if problems.accountNumber}}<p class="wrong" id="account-wrong">{{problems.accountNumber}}</p>{{/if}}
<label for="account_number">Account number</label><input id="account_number" name="account_number" inputmode="numeric" maxlength="30"{{#if problems.accountNumber}} aria-describedby="account-wrong"{{/if}}></div>
<div class="field">{{#if problems.bankAccountType}}<p class="wrong" id="type-wrong">{{problems.bankAccountType}}</p>{{/if}}
<label for="bank_account_type">Kind of account</label><select id="bank_account_type" name="bank_account_type"{{#if problems.bankAccountType}} aria-describedby="type-wrong"{{/if}}><option value="checking">Checking</option><option value="savings"{{#if isSavings}} selected{{/if}}>Savings</option></select></div>
{{/if}}
{{/if}}
<button class="strong">Save</button>
</form></main>`);

/**
 * The provider's hosted form: the person gives her bank account or debit card to the provider, so that the
 * fund never holds it. A link works once and for 15 minutes; afterwards it leads to the refresh page.
 */
export class Onboarding {
  constructor(
    private readonly store: Store,
    private readonly clock: SandboxClock,
    private readonly provider: Provider,
  ) {}

  answer(exchange: Exchange): Reply {
    const link = this.store.get(accountLinks, exchange.path.slice('/onboarding/'.length));
    if (!link) {
      return htmlReply(
        404,
        messagePage('This link is not known', 'Please go back and start again.'),
      );
    }
    if (link.isUsed || link.expiresAtMs <= this.clock.nowMs())
      return redirectReply(link.refreshUrl);
    const account = this.provider.accounts.get(link.account);
    if (exchange.method !== 'POST') return this.#form(200, account, emptyForm(), {});
    return this.#save(link, account, readForm(exchange.body));
  }

  #save(link: AccountLinkRecord, account: AccountRecord, form: Form): Reply {
    const problems = this.#problemsWith(account, form);
    if (Object.keys(problems).length > 0) return this.#form(422, account, form, problems);
    try {
      this.store.commit(() => {
        this.#complete(link, account, form);
      });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return this.#form(422, account, form, { accountNumber: error.message });
    }
    return redirectReply(link.returnUrl);
  }

  #problemsWith(account: AccountRecord, form: Form): Record<string, string> {
    const problems: Record<string, string> = {};
    if (asksBirth(account) && !/^\d{4}-\d\d-\d\d$/.test(form.birth)) {
      problems['birth'] = 'Write the date as 1990-12-31.';
    }
    if (!asksAccount(account)) return problems;
    const problem = this.#isCard(account, form)
      ? problemWithCard(form.card, new Date(this.clock.nowMs()))
      : problemWith(form.details);
    if (problem) problems[problem.field] = problem.message;
    const isNameMissing = form.givenName === '' || form.surname === '';
    if (this.#asksName(account) && isNameMissing) problems['name'] = 'Please give both names.';
    return problems;
  }

  /** What she wrote besides the account is looked at and not kept. */
  #complete(link: AccountLinkRecord, account: AccountRecord, form: Form): void {
    this.store.put(accountLinks, link.id, { ...link, isUsed: true });
    if (asksBirth(account)) this.provider.accounts.answer(account.id);
    if (asksAccount(account)) this.#saveAccount(account, form);
    this.provider.events.emit({
      type: 'v2.core.account_link.returned',
      at: this.clock.nowMs(),
      data: { account_id: account.id, configurations: ['recipient'], use_case: link.useCase },
    });
  }

  #saveAccount(account: AccountRecord, form: Form): void {
    const { methods } = this.provider;
    const method = this.#isCard(account, form)
      ? methods.saveCard(form.card, account.id)
      : methods.save(form.details, account.id);
    const individual = this.#asksName(account)
      ? { given_name: form.givenName, surname: form.surname }
      : {};
    const { country = 'us', entity_type: entityType = 'individual' } = account.identity;
    const identity = { country, entity_type: entityType, individual };
    this.provider.accounts.complete(account.id, identity, method.object.id);
  }

  #isCard(account: AccountRecord, { isCard }: Form): boolean {
    const { accounts } = this.provider;
    return accounts.takesCards(account) && (isCard || !accounts.takesBanks(account));
  }

  #asksName(account: AccountRecord): boolean {
    return this.provider.accounts
      .requirementsOf(account)
      .some((path) => path.endsWith('.given_name') || path.endsWith('.surname'));
  }

  #form(status: number, account: AccountRecord, form: Form, problems: FormView['problems']): Reply {
    const view: FormView = {
      asksName: asksAccount(account) && this.#asksName(account),
      asksBirth: asksBirth(account),
      asksAccount: asksAccount(account),
      takesCards: this.provider.accounts.takesCards(account),
      takesBanks: this.provider.accounts.takesBanks(account),
      isCard: form.isCard,
      expiry: form.card.expiry,
      routingNumber: form.details.routingNumber,
      isSavings: form.details.bankAccountType === 'savings',
      givenName: form.givenName,
      surname: form.surname,
      problems,
      demoRoutingNumber,
      demoCard: magicCards[0]?.value ?? '',
    };
    return htmlReply(status, page('Payment details', template(view)));
  }
}

const asksBirth = ({ demands = [] }: AccountRecord): boolean => demands.length > 0;

/** She is not asked again for an account that she gave already when only something else is missing. */
const asksAccount = (account: AccountRecord): boolean =>
  !asksBirth(account) || account.defaultPayoutMethod === null;

interface Form {
  readonly birth: string;
  /** What she chose where both are taken. */
  readonly isCard: boolean;
  readonly card: CardDetails;
  readonly details: BankDetails;
  readonly givenName: string;
  readonly surname: string;
}

function emptyForm(): Form {
  return readForm('');
}

/** Spaces and hyphens in numbers are how people write them, so they are taken out. */
function readForm(body: string): Form {
  const fields = new URLSearchParams(body);
  const digits = (name: string): string => (fields.get(name) ?? '').replaceAll(/[\s-]/g, '');
  return {
    birth: (fields.get('birth') ?? '').trim(),
    isCard: fields.get('kind') !== 'bank_account',
    card: { cardNumber: digits('card_number'), expiry: (fields.get('expiry') ?? '').trim() },
    details: {
      accountNumber: digits('account_number'),
      routingNumber: digits('routing_number'),
      bankAccountType: fields.get('bank_account_type') ?? 'checking',
    },
    givenName: (fields.get('given_name') ?? '').trim(),
    surname: (fields.get('surname') ?? '').trim(),
  };
}
