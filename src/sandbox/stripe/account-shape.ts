import { table } from '../store/table.js';
import type { Metadata } from './shapes.js';

export type CapabilityStatus = 'active' | 'pending' | 'restricted' | 'rejected';

export interface Identity {
  readonly country?: string;
  readonly entity_type?: string;
  readonly individual?: { readonly given_name?: string; readonly surname?: string };
}

/** A recipient: a person or a company that can be paid, never a customer of the provider. */
export interface AccountRecord {
  readonly id: string;
  readonly created: string;
  readonly contactEmail: string | null;
  readonly displayName: string | null;
  readonly dashboard: string;
  readonly identity: Identity;
  readonly metadata: Metadata;
  /** Requested capabilities by name, for example `bank_accounts.local` or `cards`. */
  readonly capabilities: Readonly<Record<string, CapabilityStatus>>;
  readonly defaultPayoutMethod: string | null;
  /** What the provider came to ask for later, as paths of the API. */
  readonly demands?: readonly string[];
  /** We may act in it no more. */
  readonly isClosed?: boolean;
}

export const accountRecords = table<AccountRecord>('account');

/** The wire form. Parts that were not asked for by `include` stay away, as in API v2. */
export function accountShape(
  account: AccountRecord,
  requirementsOf: (account: AccountRecord) => string[],
  include: readonly string[],
): object {
  return {
    id: account.id,
    object: 'v2.core.account',
    applied_configurations: Object.keys(account.capabilities).length > 0 ? ['recipient'] : [],
    ...(account.contactEmail ? { contact_email: account.contactEmail } : {}),
    created: account.created,
    dashboard: account.dashboard,
    ...(account.displayName ? { display_name: account.displayName } : {}),
    livemode: false,
    metadata: account.metadata,
    ...(include.includes('configuration.recipient')
      ? { configuration: { recipient: recipientShape(account) } }
      : {}),
    ...(include.includes('identity') ? { identity: identityShape(account) } : {}),
    ...(include.includes('defaults') && account.defaultPayoutMethod
      ? { defaults: defaultsShape(account.defaultPayoutMethod) }
      : {}),
    ...(include.includes('requirements')
      ? { requirements: requirementsShape(account, requirementsOf(account)) }
      : {}),
  };
}

function identityShape({ id, created, identity }: AccountRecord): object {
  const { individual, ...rest } = identity;
  const person = { id: `person_${id.slice(5)}`, object: 'v2.core.account_person', account: id };
  return {
    ...rest,
    ...(individual ? { individual: { ...person, created, updated: created, ...individual } } : {}),
  };
}

function defaultsShape(payoutMethod: string): object {
  return {
    payout_methods: { usd: payoutMethod },
    responsibilities: {
      fees_collector: 'application',
      losses_collector: 'application',
      requirements_collector: 'application',
    },
  };
}

function recipientShape(account: AccountRecord): object {
  const capabilities: Record<string, object> = {};
  for (const [name, status] of Object.entries(account.capabilities)) {
    const [group = name, network] = name.split('.');
    const shape = { status, status_details: statusDetails(status) };
    capabilities[group] = network ? { ...capabilities[group], [network]: shape } : shape;
  }
  return { applied: true, capabilities };
}

function statusDetails(status: CapabilityStatus): object[] {
  switch (status) {
    case 'active':
      return [];
    case 'pending':
      return [{ code: 'determining_status', resolution: 'no_resolution' }];
    case 'restricted':
      return [{ code: 'requirements_past_due', resolution: 'provide_info' }];
    case 'rejected':
      return [{ code: 'rejected_listed', resolution: 'contact_stripe' }];
  }
}

function requirementsShape(account: AccountRecord, missing: readonly string[]): object {
  const deadline = { status: 'past_due' };
  const restricted = Object.keys(account.capabilities).map((capability) => ({
    capability,
    configuration: 'recipient',
    deadline,
  }));
  return {
    collector: 'application',
    entries: missing.map((description) => ({
      awaiting_action_from: 'user',
      description,
      errors: [],
      impact: { restricts_capabilities: restricted },
      minimum_deadline: deadline,
      requested_reasons: [{ code: 'routine_onboarding' }],
    })),
    ...(missing.length > 0 ? { summary: { minimum_deadline: deadline } } : {}),
  };
}
