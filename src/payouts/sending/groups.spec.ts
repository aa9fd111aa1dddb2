import { inGroups } from './groups.js';

/** A promise that is kept by hand. */
function byHand(): { readonly kept: Promise<number>; keep(value: number): void } {
  let keep: (value: number) => void = () => undefined;
  const kept = new Promise<number>((resolve) => {
    keep = resolve;
  });
  return {
    kept,
    keep: (value) => {
      keep(value);
    },
  };
}

describe('What many are working at', () => {
  it('is handed on in groups of whatever is there, each once, and the last of them at the end', async () => {
    const [a, b, c] = [byHand(), byHand(), byHand()];
    const groups: (readonly number[])[] = [];
    const pauses: (() => void)[] = [];
    const pause = (): Promise<void> => new Promise((go) => pauses.push(go));
    const over = inGroups([a.kept, b.kept, c.kept], pause, (group) => {
      groups.push(group);
      return Promise.resolve();
    });
    const passes = async (): Promise<void> => {
      pauses.shift()?.();
      await new Promise(setImmediate);
    };
    a.keep(1);
    b.keep(2);
    await passes();
    expect(groups).toEqual([[1, 2]]);
    await passes();
    expect(groups).toEqual([[1, 2]]);
    c.keep(3);
    await over;
    expect(groups).toEqual([[1, 2], [3]]);
  });

  it('is nothing when nobody works', async () => {
    await inGroups(
      [],
      () => Promise.reject(new Error('Nobody waits.')),
      () => Promise.reject(new Error('Nothing comes.')),
    );
  });
});
