/**
 * Hands on what many are still working at in groups: all that is there whenever `pause` has passed, and the rest when
 * the last one is there. None of the sources may fail.
 */
export async function inGroups<Item>(
  sources: readonly Promise<Item>[],
  pause: () => Promise<void>,
  handOn: (group: readonly Item[]) => Promise<void>,
): Promise<void> {
  const waiting: Item[] = [];
  const over = Promise.all(
    sources.map(async (source) => {
      waiting.push(await source);
    }),
  );
  for (let left = sources.length; left > 0;) {
    await Promise.race([over, pause()]);
    const group = waiting.splice(0);
    left -= group.length;
    if (group.length > 0) await handOn(group);
  }
}
