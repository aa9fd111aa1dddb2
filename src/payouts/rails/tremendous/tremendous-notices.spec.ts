import { createHmac } from 'node:crypto';
import { verifiedNotice } from './tremendous-notices.js';

const BODY = JSON.stringify({
  uuid: 'E1',
  event: 'ORDERS.CANCELED',
  payload: { resource: { id: 'O1', type: 'orders' } },
});
const signed = (body: string, secret = 'new'): string =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
const read = (body: string, signature: string | undefined, secrets = ['new', 'old']): unknown =>
  verifiedNotice(Buffer.from(body), signature, secrets);

const refusal = expect.objectContaining({ kind: 'invalid', code: 'NOTICE_REFUSED' }) as Error;
const unreadable = expect.objectContaining({ kind: 'invalid', code: 'NOTICE_UNREADABLE' }) as Error;
const event = (uuid: string, word = 'PING'): string => JSON.stringify({ uuid, event: word });

describe('A notice of the company behind links', () => {
  it('says what to look at', () => {
    expect(read(BODY, signed(BODY))).toEqual({
      eventId: 'E1',
      type: 'ORDERS.CANCELED',
      relatedObject: 'O1',
    });
  });

  it('may point to nothing', () => {
    const body = JSON.stringify({ uuid: 'E1', event: 'PING', payload: {} });
    expect(read(body, signed(body))).toMatchObject({ relatedObject: null });
  });

  it('is believed under each of two secrets while they change, and under no other', () => {
    expect(read(BODY, signed(BODY, 'old'))).toBeTruthy();
    expect(() => read(BODY, signed(BODY, 'gone'))).toThrow(refusal);
    expect(() => read(BODY, signed(BODY), [])).toThrow(refusal);
  });

  it.each([
    undefined,
    '',
    'sha256=',
    'sha256=00',
    `${signed(BODY)}00`,
    `x${signed(BODY)}`,
    signed(BODY).toUpperCase(),
  ])('is refused with the signature %s', (signature) => {
    expect(() => read(BODY, signature)).toThrow(refusal);
  });

  it('is refused when a byte changed', () => {
    expect(() => read(`${BODY} `, signed(BODY))).toThrow(refusal);
  });

  it.each([
    '<html>',
    '{}',
    '{"uuid":"E1"}',
    '{"event":"PING"}',
    '{"uuid":1,"event":"PING"}',
    event(''),
    event('E1', ''),
    event('x'.repeat(201)),
    event('E1', 'x'.repeat(201)),
  ])('is refused when it cannot be told apart from others or says nothing: %.30s', (body) => {
    expect(() => read(body, signed(body))).toThrow(unreadable);
  });

  it('may have names of up to 200 characters', () => {
    const body = event('x'.repeat(200), 'y'.repeat(200));
    expect(read(body, signed(body))).toMatchObject({ eventId: 'x'.repeat(200) });
  });
});
