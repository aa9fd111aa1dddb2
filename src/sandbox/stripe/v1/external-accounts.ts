import type { Store } from '../../store/store.js';
import type { Accounts } from '../accounts.js';
import { operation, type Operation } from '../operation.js';
import { payoutMethods, type PayoutMethodRecord } from '../payout-methods.js';

const path = '/v1/accounts/{id}/external_accounts';

/** The bank accounts of a connected account as API v1 tells of them, newest first. */
export function externalAccountOperations(store: Store, accounts: Accounts): readonly Operation[] {
  return [
    operation('get', path, ({ id }) => {
      const { defaultPayoutMethod } = accounts.get(id);
      const data = store
        .group(payoutMethods, id)
        .filter(({ object }) => object.bank_account !== undefined && !object.archived)
        .map((method) => bankShape(method, id, method.object.id === defaultPayoutMethod))
        .reverse();
      return { object: 'list', data, has_more: false, url: path.replace('{id}', id) };
    }),
  ];
}

function bankShape(
  { object, mark }: PayoutMethodRecord,
  account: string,
  isDefault: boolean,
): object {
  const bank = object.bank_account;
  return {
    id: object.id,
    object: 'bank_account',
    account,
    account_holder_name: null,
    account_holder_type: 'individual',
    account_type: bank?.bank_account_type ?? null,
    available_payout_methods: ['standard'],
    bank_name: bank?.bank_name ?? null,
    country: 'US',
    currency: 'usd',
    default_for_currency: isDefault,
    fingerprint: mark ?? null,
    last4: bank?.last4 ?? '',
    metadata: {},
    routing_number: bank?.routing_number ?? null,
    status: 'new',
  };
}
