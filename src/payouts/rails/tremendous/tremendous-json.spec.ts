import { dateOf, items, jsonOf, member, textOf } from './tremendous-json.js';

const answer = (body: string) => ({ status: 200, body, retryAfterMs: null });

describe('Something read from JSON', () => {
  it('has the members it has, and none where there is nothing', () => {
    expect(member({ a: { b: '1' } }, 'a', 'b')).toBe('1');
    expect(member('text')).toBe('text');
    for (const value of [null, undefined, 'text', { a: null }, {}])
      expect(member(value, 'a', 'b')).toBeUndefined();
    expect(member('text', 'length')).toBeUndefined();
  });

  it('is a list or has no items', () => {
    expect(items(['a'])).toEqual(['a']);
    expect([items({ length: 1 }), items(null)]).toEqual([[], []]);
  });

  it('keeps numbers as they were written, and is null when it is none', () => {
    expect(jsonOf(answer('{"a":45.10}'))).toEqual({ a: '45.10' });
    expect(jsonOf(answer('<html>'))).toBeNull();
  });

  it('holds an instant only if it is text that is one', () => {
    expect(dateOf('2026-03-01T12:00:00Z')).toEqual(new Date('2026-03-01T12:00:00Z'));
    expect([dateOf('soon'), dateOf(0), dateOf(null)]).toEqual([null, null, null]);
  });

  it('is text only if it was written as text', () => {
    expect([textOf('1'), textOf(''), textOf(1), textOf(null)]).toEqual(['1', '', null, null]);
  });
});
