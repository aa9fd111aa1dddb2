import { createHmac } from 'node:crypto';
import { Courier, type Sealed } from '../http/courier.js';
import { isoOf, type SandboxClock } from '../sandbox-clock.js';
import type { Settings } from '../settings.js';
import type { Store } from '../store/store.js';
import { newId } from './ids.js';
import { relatedPayment, thinEvents } from './events.js';
import { apiVersion } from './specification.js';
import type { WireEvent } from './shapes.js';
import { snapshots, type Snapshot } from './v1/snapshots.js';

/** What is carried: thin events of API v2, whole snapshots of API v1. */
type Carried = WireEvent | Snapshot;

/** Ways to lie. The last three are signed rightly: of real money, of somebody else’s account, of two megabytes. */
export const forgeryKinds = [
  'wrong_secret',
  'stale',
  'future',
  'unsigned',
  'live',
  'other_account',
  'large',
] as const;

export type ForgeryKind = (typeof forgeryKinds)[number];

const skewSeconds = 3_600;
const largeBytes = 2 * 1024 * 1024;

/** Signed webhooks of the payout provider, and forged ones. */
export class Webhooks {
  readonly courier: Courier<Carried>;

  constructor(
    private readonly store: Store,
    private readonly clock: SandboxClock,
    settings: () => Settings,
    private readonly secret: string,
  ) {
    this.courier = new Courier<Carried>({
      store,
      address: () => settings().webhookUrl,
      find: (id) => this.#find(id),
      seal: (event) => this.#seal(event),
    });
  }

  /** Sends a notice that a receiver must refuse, and says with which status it answered. */
  async forge(kind: ForgeryKind, type: string, objectId: string): Promise<string> {
    const body = JSON.stringify({
      ...this.#invented(type, objectId),
      livemode: kind === 'live',
      ...(kind === 'other_account' ? { account: 'acct_of_somebody_else' } : {}),
      ...(kind === 'large' ? { padding: 'x'.repeat(largeBytes) } : {}),
    });
    const now = this.#seconds();
    const late = { stale: -skewSeconds, future: skewSeconds }[kind as string] ?? 0;
    const secret = kind === 'wrong_secret' ? `not-${this.secret}` : this.secret;
    const signature = signatureHeader(body, secret, now + late);
    return this.courier.post({
      body,
      headers: kind === 'unsigned' ? {} : { 'stripe-signature': signature },
    });
  }

  #find(eventId: string): Carried | undefined {
    return this.store.get(thinEvents, eventId) ?? this.store.get(snapshots, eventId);
  }

  /** Thin events leave without their data, as the provider sends them. */
  #seal(event: Carried): Sealed {
    const isThin = event.object === 'v2.core.event';
    const body = JSON.stringify(isThin ? { ...event, data: undefined } : event);
    const signature = signatureHeader(body, this.secret, this.#seconds());
    return { body, headers: { 'stripe-signature': signature } };
  }

  /** What the receiver compares a signature with: its own time, not the one that was moved here. */
  #seconds(): number {
    return Math.floor(this.clock.baseMs() / 1_000);
  }

  /** An event that never happened, in the form its type has. */
  #invented(type: string, objectId: string): object {
    const id = newId('evt');
    const nowMs = this.clock.nowMs();
    if (type.startsWith('v2.')) {
      const created = isoOf(nowMs);
      const related_object = relatedPayment(objectId);
      return { id, object: 'v2.core.event', type, created, related_object };
    }
    const created = Math.trunc(nowMs / 1_000);
    const data = { object: { id: objectId } };
    return { id, object: 'event', type, created, api_version: apiVersion, data };
  }
}

/** `t=,v1=`: HMAC-SHA256 over the second and the raw body, as the SDK verifies it. */
export function signatureHeader(body: string, secret: string, seconds: number): string {
  const signature = createHmac('sha256', secret)
    .update(`${String(seconds)}.${body}`)
    .digest('hex');
  return `t=${String(seconds)},v1=${signature}`;
}
