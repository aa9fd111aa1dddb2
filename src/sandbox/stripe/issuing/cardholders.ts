import type { SandboxClock } from '../../sandbox-clock.js';
import type { Store } from '../../store/store.js';
import { table } from '../../store/table.js';
import { invalidFields, notFound } from '../api-error.js';
import { newId } from '../ids.js';
import { operation, type Call, type Operation } from '../operation.js';
import type { Snapshots } from '../v1/snapshots.js';
import type { Cardholder, V1Metadata } from './issuing-shapes.js';
import { secondsOf } from './seconds.js';

export const cardholders = table<Cardholder>('cardholder');

interface CardholderFields {
  readonly billing?: {
    readonly address: {
      readonly line1: string;
      readonly line2?: string;
      readonly city: string;
      readonly state?: string;
      readonly postal_code: string;
      readonly country: string;
    };
  };
  readonly individual?: { readonly first_name?: string; readonly last_name?: string };
  readonly metadata?: V1Metadata;
  readonly name?: string;
  readonly status?: 'active' | 'inactive';
  readonly type?: 'individual' | 'company';
  readonly email?: string;
  readonly phone_number?: string;
}

const path = '/v1/issuing/cardholders';
/** A first name that the sandbox's compliance check never lets through. */
export const refusedFirstName = 'Blocked';
/** The provider prints it on the card and takes no more. */
const longestName = 24;

/** The people whose names are printed on cards. */
export class Cardholders {
  constructor(
    private readonly store: Store,
    private readonly clock: SandboxClock,
    private readonly snapshots: Snapshots,
  ) {}

  get(id: string): Cardholder {
    const holder = this.store.get(cardholders, id);
    if (!holder) throw notFound(`issuing cardholder: ${id}`);
    return holder;
  }

  operations(): readonly Operation[] {
    return [
      operation<CardholderFields>('post', path, (call) => this.#create(call)),
      operation('get', `${path}/{id}`, ({ id }) => this.get(id)),
      operation<CardholderFields>('post', `${path}/{id}`, (call) => this.#update(call)),
    ];
  }

  #create({ body, cause }: Call<CardholderFields, object>): Cardholder {
    const { billing, individual = {}, name = '', metadata = {} } = body;
    if (body.type === 'company') throw invalidFields('This sandbox issues to individuals only.');
    if (!billing) throw invalidFields('/billing is missing.');
    checkName(name);
    const isRefused = individual.first_name === refusedFirstName;
    const holder: Cardholder = {
      id: newId('ich'),
      object: 'issuing.cardholder',
      billing: { address: addressOf(billing.address) },
      company: null,
      created: secondsOf(this.clock),
      email: body.email ?? null,
      individual: individualOf(individual),
      livemode: false,
      metadata,
      name,
      phone_number: body.phone_number ?? null,
      preferred_locales: null,
      requirements: { disabled_reason: isRefused ? 'rejected.listed' : null, past_due: [] },
      spending_controls: null,
      status: body.status ?? 'active',
      type: 'individual',
    };
    this.store.put(cardholders, holder.id, holder);
    this.snapshots.emit({ type: 'issuing_cardholder.created', object: holder, cause });
    return holder;
  }

  #update({ id, body, cause }: Call<CardholderFields, object>): Cardholder {
    const before = this.get(id);
    const after: Cardholder = {
      ...before,
      ...(body.billing ? { billing: { address: addressOf(body.billing.address) } } : {}),
      metadata: { ...before.metadata, ...body.metadata },
      status: body.status ?? before.status,
      email: body.email ?? before.email,
      phone_number: body.phone_number ?? before.phone_number,
    };
    this.store.put(cardholders, id, after);
    this.snapshots.emit({ type: 'issuing_cardholder.updated', object: after, cause });
    return after;
  }
}

function checkName(name: string): void {
  if (name.trim() !== '' && name.length <= longestName) return;
  throw invalidFields(`/name must have 1 to ${String(longestName)} characters.`);
}

function individualOf(
  given: NonNullable<CardholderFields['individual']>,
): Cardholder['individual'] {
  const { first_name: first = null, last_name: last = null } = given;
  return {
    card_issuing: null,
    dob: null,
    first_name: first,
    last_name: last,
    verification: null,
  };
}

function addressOf(
  given: NonNullable<CardholderFields['billing']>['address'],
): Cardholder['billing']['address'] {
  return { ...given, line2: given.line2 ?? null, state: given.state ?? null };
}
