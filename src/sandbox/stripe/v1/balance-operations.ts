import type { Store } from '../../store/store.js';
import { table } from '../../store/table.js';
import type { Accounts } from '../accounts.js';
import { invalidFields, notFound } from '../api-error.js';
import { operation, type Operation } from '../operation.js';
import { OWN_ACCOUNT } from '../shapes.js';
import { PLATFORM, type BalanceTransaction, type Balances } from './balances.js';
import { connectPayouts } from './connect-payouts.js';
import { listOf, type ListQuery } from './lists.js';
import { topups } from './topups.js';
import { reversals, transfers } from './transfers.js';

/** How a connected account pays out. Without a record: by itself every day, as the provider starts. */
interface BalanceSettingsRecord {
  readonly interval: string;
  readonly descriptor: string | null;
}

export const balanceSettings = table<BalanceSettingsRecord>('balanceSettings');

interface LinesQuery extends ListQuery {
  readonly currency?: string;
  readonly payout?: string;
  readonly source?: string;
  readonly type?: string;
}

interface UpdateSettings {
  readonly payments?: {
    readonly payouts?: {
      readonly schedule?: { readonly interval?: string };
      readonly statement_descriptor?: string;
    };
  };
}

interface CreateLink {
  readonly account: string;
  readonly type: string;
  readonly refresh_url?: string;
  readonly return_url?: string;
}

const lines = '/v1/balance_transactions';

/** Who we are; what can be read of balances and set about them, for us and on behalf of connected accounts; the v1 way in. */
export function balanceOperations(
  store: Store,
  balances: Balances,
  accounts: Accounts,
): readonly Operation[] {
  return [
    operation('get', '/v1/account', () => ({ id: OWN_ACCOUNT, object: 'account' })),
    operation('get', '/v1/balance', ({ context }) => balanceShape(balances, holderOf(context))),
    operation<object, LinesQuery>('get', lines, ({ query, context }) => {
      const page = listOf(lines, balances.lines(holderOf(context)), query, (line) =>
        isAskedFor(line, query),
      );
      const isExpanded = query.expand?.includes('data.source') ?? false;
      return isExpanded
        ? { ...page, data: page.data.map((line) => ({ ...line, source: sourceOf(store, line) })) }
        : page;
    }),
    operation('get', `${lines}/{id}`, ({ id, context }) => {
      const line = balances.lines(holderOf(context)).find((one) => one.id === id);
      if (!line) throw notFound(`balance transaction: ${id}`);
      return line;
    }),
    operation('get', '/v1/balance_settings', ({ context }) =>
      settingsShape(store.get(balanceSettings, holderOf(context))),
    ),
    operation<UpdateSettings>('post', '/v1/balance_settings', ({ body, context }) => {
      const holder = holderOf(context);
      const before = store.get(balanceSettings, holder);
      const after = settingsAfter(before, body);
      store.put(balanceSettings, holder, after);
      return settingsShape(after);
    }),
    operation<CreateLink>('post', '/v1/account_links', ({ body }) => {
      if (!body.refresh_url || !body.return_url) {
        throw invalidFields('refresh_url and return_url are needed.');
      }
      const urls = { refresh_url: body.refresh_url, return_url: body.return_url };
      const link = accounts.openLink(body.account, body.type, urls);
      const { created, expires_at: expires, url } = link;
      const seconds = (text: string): number => Math.trunc(Date.parse(text) / 1_000);
      return {
        object: 'account_link',
        created: seconds(created),
        expires_at: seconds(expires),
        url,
      };
    }),
  ];
}

function settingsAfter(
  before: BalanceSettingsRecord | undefined,
  { payments }: UpdateSettings,
): BalanceSettingsRecord {
  const { schedule, statement_descriptor: descriptor } = payments?.payouts ?? {};
  return {
    interval: schedule?.interval ?? before?.interval ?? 'daily',
    descriptor: descriptor ?? before?.descriptor ?? null,
  };
}

function holderOf(context: string | null): string {
  return context ?? PLATFORM;
}

function balanceShape(balances: Balances, holder: string): object {
  const of = (type: 'payments' | 'issuing'): object[] => {
    const amount = balances.available(holder, type);
    return [
      {
        amount,
        currency: 'usd',
        ...(type === 'payments' ? { source_types: { card: amount } } : {}),
      },
    ];
  };
  return {
    object: 'balance',
    available: of('payments'),
    issuing: { available: of('issuing') },
    livemode: false,
    pending: [{ amount: 0, currency: 'usd', source_types: { card: 0 } }],
  };
}

function isAskedFor(line: BalanceTransaction, query: LinesQuery): boolean {
  return (
    (query.type === undefined || query.type === line.type) &&
    (query.source === undefined || query.source === line.source) &&
    (query.currency === undefined || query.currency === line.currency)
  );
}

/** The object behind a line, where a reader asks for it. */
function sourceOf(store: Store, { source }: BalanceTransaction): object | string | null {
  if (source === null) return null;
  return (
    store.get(transfers, source) ??
    store.get(reversals, source) ??
    store.get(connectPayouts, source)?.object ??
    store.get(topups, source) ??
    source
  );
}

function settingsShape(record: BalanceSettingsRecord | undefined): object {
  return {
    object: 'balance_settings',
    payments: {
      debit_negative_balances: false,
      payouts: {
        automatic_transfer_rules_by_currency: null,
        minimum_balance_by_currency: null,
        schedule: { interval: record?.interval ?? 'daily' },
        statement_descriptor: record?.descriptor ?? null,
        status: 'enabled',
      },
      settlement_timing: { delay_days: 2, start_of_day: null },
    },
  };
}
