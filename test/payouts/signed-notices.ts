import { createHmac, randomBytes } from 'node:crypto';

/** A notice as it goes over the wire. */
export interface SignedNotice {
  readonly body: string;
  readonly signature: string;
}

/** `t=,v1=` over the second and the body, as Stripe signs both APIs. */
export function sign(body: string, secret: string, at: Date): SignedNotice {
  const seconds = String(Math.trunc(at.getTime() / 1_000));
  const v1 = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
  return { body, signature: `t=${seconds},v1=${v1}` };
}

/** A thin event of API v2. */
export function thin(type: string, objectId: string, at: Date, change: object = {}): object {
  return {
    id: `evt_${randomBytes(8).toString('hex')}`,
    object: 'v2.core.event',
    type,
    created: at.toISOString(),
    livemode: false,
    related_object: { id: objectId, type: 'v2.core.thing', url: `/v2/x/${objectId}` },
    ...change,
  };
}

/** A snapshot of API v1. */
export function snapshot(type: string, object: object, at: Date, change: object = {}): object {
  return {
    id: `evt_${randomBytes(8).toString('hex')}`,
    object: 'event',
    api_version: '2026-10-28.endive',
    created: Math.trunc(at.getTime() / 1_000),
    data: { object },
    livemode: false,
    pending_webhooks: 1,
    request: null,
    type,
    ...change,
  };
}
