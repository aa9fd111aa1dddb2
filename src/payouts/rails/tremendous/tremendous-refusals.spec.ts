import {
  failureOf,
  isRefused,
  railRefused,
  refusalIn,
  unavailable,
} from './tremendous-refusals.js';

const answer = (status: number, body: unknown, retryAfterMs: number | null = null) => ({
  status,
  body: typeof body === 'string' ? body : JSON.stringify(body),
  retryAfterMs,
});

/** As the provider says no, with something more in its envelope. */
const no = (status: number, more: object = {}) =>
  answer(status, { status, errors: { message: 'This cannot be done.', ...more } });

describe('A no of the provider', () => {
  it.each([400, 401, 402, 403, 404, 409, 422, 498])('is one in its envelope with %i', (status) => {
    expect(refusalIn(no(status))).toBe(String(status));
  });

  it('is told by its code, or by its type, where it gives one', () => {
    expect(refusalIn(no(422, { code: 'campaign_gone', type: 'invalid' }))).toBe('campaign_gone');
    expect(refusalIn(no(422, { type: 'invalid' }))).toBe('invalid');
    expect(refusalIn(no(422, { code: null, type: 'a.b-c_1' }))).toBe('a.b-c_1');
  });

  it.each(['', 'Sam Lee', 'x'.repeat(61), '\u00e9', ['a']])(
    'has no word in what does not look like one: %j',
    (code) => {
      expect(refusalIn(no(422, { code }))).toBe('422');
    },
  );

  it.each([408, 425, 429, 499, 200, 302, 399, 500, 503])(
    'is none with %i, in whatever envelope',
    (status) => {
      expect(refusalIn(no(status))).toBeNull();
    },
  );

  it.each([
    '<html><body>404 Not Found</body></html>',
    '',
    '{}',
    'null',
    '[]',
    '{"error":"Not Found"}',
    '{"message":"Not Found"}',
    '{"errors":"Not Found"}',
    '{"errors":["Not Found"]}',
    '{"errors":{"message":{}}}',
  ])('is none when somebody in between said it: %s', (body) => {
    expect(refusalIn(answer(404, body))).toBeNull();
    expect(isRefused(answer(404, body))).toBe(false);
  });
});

describe('An answer that is no order', () => {
  it.each([
    [401, { kind: 'stopped', code: '401' }],
    [403, { kind: 'stopped', code: '403' }],
    [402, { kind: 'no_funds', code: '402' }],
    [409, { kind: 'mismatch', code: '409' }],
    [400, { kind: 'rejected', reason: 'refused', rawReason: '400' }],
    [404, { kind: 'rejected', reason: 'refused', rawReason: '404' }],
    [422, { kind: 'rejected', reason: 'refused', rawReason: '422' }],
    [408, { kind: 'unknown', code: '408' }],
    [425, { kind: 'unknown', code: '425' }],
    [499, { kind: 'unknown', code: '499' }],
    [500, { kind: 'unknown', code: '500' }],
  ])('with %i and a word of the provider means %j', (status, result) => {
    expect(failureOf(no(status))).toEqual(result);
  });

  it.each([400, 401, 402, 403, 404, 408, 409, 422, 499, 502])(
    'with %i from somebody in between may have been done',
    (status) => {
      expect(failureOf(answer(status, '<html>'))).toEqual({
        kind: 'unknown',
        code: String(status),
      });
    },
  );

  it('means later when there were too many calls, whoever counts them', () => {
    const busy = { kind: 'busy', code: '429', retryAfterMs: 2_000 };
    expect(failureOf(answer(429, '<html>', 2_000))).toEqual(busy);
    expect(failureOf({ ...no(429), retryAfterMs: null })).toEqual({ ...busy, retryAfterMs: null });
  });

  it('keeps the word of the provider', () => {
    const said = no(422, { code: 'campaign_gone' });
    expect(failureOf(said)).toMatchObject({ kind: 'rejected', rawReason: 'campaign_gone' });
  });
});

describe('Reading from the provider', () => {
  it('is refused by its own no, and not by a key that is not let in', () => {
    expect([no(404), no(403), no(422)].map(isRefused)).toEqual([true, true, true]);
    expect([no(401), no(429), no(500), no(200)].map(isRefused)).toEqual(Array(4).fill(false));
  });

  it('is refused or gets no answer, in our words', () => {
    expect(railRefused()).toMatchObject({ kind: 'conflict', code: 'RAIL_REFUSED' });
    expect(unavailable()).toMatchObject({ kind: 'unavailable', code: 'RAIL_UNAVAILABLE' });
    expect(unavailable().message).toMatch(/Nothing was changed\.$/);
  });
});
