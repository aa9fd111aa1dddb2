import { Money } from '#kernel';
import { strangeAmount, strangeIn, unless } from './strange-words.js';

describe('A word of a provider', () => {
  it.each([
    ['in a list', ['posted', 'failed']],
    ['in a table', { posted: 1, failed: undefined }],
  ])('that stands %s is known, and none at all is no word', (_, known) => {
    expect(unless(known, 'payment_state', 'posted')).toBeNull();
    expect(unless(known, 'payment_state', 'failed')).toBeNull();
    expect(unless(known, 'payment_state', null)).toBeNull();
  });

  it('that nobody wrote down is kept as it came, also when every table has it by birth', () => {
    expect(unless(['posted'], 'payment_state', 'teleported')).toEqual({
      kind: 'payment_state',
      value: 'teleported',
    });
    expect(unless({ posted: 1 }, 'payment_state', 'toString')).toEqual({
      kind: 'payment_state',
      value: 'toString',
    });
  });

  it('stands in an answer only when it is strange, so that equal answers stay equal', () => {
    const strange = { kind: 'payment_state', value: 'teleported' } as const;
    expect(strangeIn(null, false)).toEqual({});
    expect(Object.keys(strangeIn())).toEqual([]);
    expect(strangeIn(null, strange, false)).toEqual({ strange: [strange] });
  });
});

describe('An amount of a provider', () => {
  it('is strange only when it cannot be read', () => {
    expect(strangeAmount(Money.of(1n, 'USD'))).toBeNull();
    expect(strangeAmount({ unread: '45000 eur' })).toEqual({ kind: 'amount', value: '45000 eur' });
  });
});
