import Stripe from 'stripe';
import { noticeFrom, verifiedNotice, type NoticeCheck } from './stripe-notices.js';

const stripe = new Stripe('sk_test_x');
const NOW = new Date('2026-03-01T12:00:00.700Z');
const SECONDS = Math.trunc(NOW.getTime() / 1_000);
const TOLERANCE = 300;
const CHECK: NoticeCheck = { secrets: ['whsec_new', 'whsec_old'], now: NOW, isLive: false };

const THIN = {
  id: 'evt_1',
  object: 'v2.core.event',
  type: 'v2.money_management.outbound_payment.posted',
  livemode: false,
  related_object: { id: 'obp_1' },
};
const event = (change: object = {}): string => JSON.stringify({ ...THIN, ...change });

const signed = (payload: string, secret = 'whsec_new', timestamp = SECONDS): string =>
  stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp });

const read = (payload: string, signature: string | undefined, check = CHECK): unknown =>
  verifiedNotice(stripe, Buffer.from(payload), signature, check);

const refusal = (code: string): Error =>
  expect.objectContaining({ kind: 'invalid', code }) as Error;

describe('A notice of Stripe', () => {
  it('says what to look at, of either API', () => {
    const notice = {
      ...{ eventId: 'evt_1', type: THIN.type, relatedObject: 'obp_1' },
      ...{ account: null, context: null },
    };
    expect(read(event(), signed(event()))).toEqual(notice);
    const snapshot = JSON.stringify({
      ...{ id: 'evt_2', object: 'event', type: 'payout.paid', livemode: false, account: 'acct_1' },
      data: { object: { id: 'po_1', metadata: { payout: 'pay_1' } } },
    });
    expect(read(snapshot, signed(snapshot))).toEqual({
      eventId: 'evt_2',
      type: 'payout.paid',
      relatedObject: 'pay_1',
      account: 'acct_1',
      context: null,
    });
  });

  it.each([
    ['acct_1', 'acct_1'],
    ['org_1/acct_1', 'acct_1'],
    ['', null],
    ['org_1/', null],
    [7, null],
    [null, null],
  ])('of API v2 is of the account at the end of its context: %j', (context, account) => {
    expect(noticeFrom({ ...THIN, context }, false)).toMatchObject({ context: account });
  });

  it('is believed under each of two secrets while they change, and under no other', () => {
    const forged = refusal('NOTICE_REFUSED');
    expect(read(event(), signed(event(), 'whsec_old'))).toBeTruthy();
    expect(() => read(event(), signed(event(), 'whsec_gone'))).toThrow(forged);
    expect(() => read(event(), signed(event()), { ...CHECK, secrets: [] })).toThrow(forged);
  });

  it('is refused without a signature, with half of one, and when a byte changed', () => {
    const forged = refusal('NOTICE_REFUSED');
    for (const signature of [undefined, '', `t=${String(SECONDS)}`, 'v1=00'])
      expect(() => read(event(), signature)).toThrow(forged);
    expect(() => read(event({ id: 'evt_2' }), signed(event()))).toThrow(forged);
  });

  it.each([-TOLERANCE, 0, TOLERANCE])('is believed %i seconds away from now', (seconds) => {
    expect(read(event(), signed(event(), 'whsec_new', SECONDS + seconds))).toBeTruthy();
  });

  it.each([-TOLERANCE - 1, TOLERANCE + 1, -SECONDS])(
    'is refused %i seconds away from now',
    (seconds) => {
      const signature = signed(event(), 'whsec_new', SECONDS + seconds);
      expect(() => read(event(), signature)).toThrow(refusal('NOTICE_NOT_NOW'));
    },
  );

  it('is dated by its signature wherever the date stands in it', () => {
    const [t = '', v1 = ''] = signed(event()).split(',');
    const [old = '', oldV1 = ''] = signed(event(), 'whsec_new', SECONDS - 999).split(',');
    for (const signature of [`${t},${v1}`, `${v1},${t}`, `${v1},${t},v0=00`])
      expect(read(event(), signature)).toBeTruthy();
    for (const signature of [`${old},${oldV1}`, `${oldV1},${old}`, `${oldV1},${old},v0=00`])
      expect(() => read(event(), signature)).toThrow(refusal('NOTICE_NOT_NOW'));
  });

  it('of long ago is not made young by another date beside its own', () => {
    const now = `t=${String(SECONDS)}`;
    const recorded = signed(event(), 'whsec_new', SECONDS - 90 * 86_400);
    const [old = '', v1 = ''] = recorded.split(',');
    const dressed = [`${now},${recorded}`, `${recorded},${now}`, `${v1},${now},${old}`];
    const spaced = [`${now}, ${recorded}`, ` ${now},${recorded}`, `${recorded}, ${now}`];
    for (const signature of [...dressed, ...spaced, `${now},${now},${v1}`])
      expect(() => read(event(), signature)).toThrow(refusal('NOTICE_REFUSED'));
  });

  it('has one date even when both that it has are the same or the other one is no number', () => {
    const whole = signed(event());
    const [t = '', v1 = ''] = whole.split(',');
    for (const signature of [`${t},${whole}`, `${whole},t`, `${whole},t=`, `${whole},t=x`])
      expect(() => read(event(), signature)).toThrow(refusal('NOTICE_REFUSED'));
    for (const odd of [`${t}x`, `${t}.5`, `${t}=1`, `${t} `, ` ${t}`, 't=', 't=x', 't', 'T=1'])
      expect(() => read(event(), `${odd},${v1}`)).toThrow(refusal('NOTICE_REFUSED'));
  });

  it('may carry several signatures, of which one fits, and words that mean nothing', () => {
    const [t = '', v1 = ''] = signed(event()).split(',');
    for (const signature of [
      `${t},v1=00,${v1}`,
      `${t},${v1},v1=00`,
      `,${t},,${v1},`,
      `${t},x,${v1}`,
    ])
      expect(read(event(), signature)).toBeTruthy();
    for (const signature of [`${t}, ${v1}`, `${t},v1=00,v1=11`, `${t},v1=`, `${t},v0=00`, ',', '='])
      expect(() => read(event(), signature)).toThrow(refusal('NOTICE_REFUSED'));
  });

  it('of a test is nothing to the live house, nor the other way round', () => {
    const live = event({ livemode: true });
    const otherMode = refusal('NOTICE_OTHER_MODE');
    expect(() => read(live, signed(live))).toThrow(otherMode);
    expect(() => read(event(), signed(event()), { ...CHECK, isLive: true })).toThrow(otherMode);
    expect(read(live, signed(live), { ...CHECK, isLive: true })).toBeTruthy();
  });

  it.each(['<html>', 'null', '7', '[]', '{}'])(
    'that is signed and no event is said to be that: %s',
    (body) => {
      expect(() => read(body, signed(body))).toThrow(refusal('NOTICE_UNREADABLE'));
    },
  );

  it.each([
    { id: undefined },
    { id: '' },
    { id: 7 },
    { id: 'x'.repeat(201) },
    { type: null },
    { type: '' },
    { type: 'x'.repeat(201) },
    { livemode: 'false' },
    { livemode: undefined },
  ])('has a name, a type and a mode, or is unreadable (%#)', (change) => {
    expect(() => noticeFrom({ ...THIN, ...change }, false)).toThrow(refusal('NOTICE_UNREADABLE'));
  });

  it('may have a name of up to 200 characters, and names an account only in text', () => {
    const notice = noticeFrom({ ...THIN, id: 'x'.repeat(200), account: 7 }, false);
    expect(notice).toMatchObject({ eventId: 'x'.repeat(200), account: null });
  });
});
