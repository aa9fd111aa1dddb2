/** What the card company's script does in her page: a nonce for a card. */
export async function nonceFor(sandboxUrl: string, card: string): Promise<string> {
  const body = new URLSearchParams({ card });
  const answer = await fetch(`${sandboxUrl}/elements/nonce`, { method: 'POST', body });
  const { nonce } = (await answer.json()) as { nonce?: string };
  return nonce ?? '';
}

/** What the frame with the number says: sixteen digits, or that it does not show them. */
export async function numberIn(
  sandboxUrl: string,
  opening: { readonly card: string; readonly nonce: string; readonly key: string },
): Promise<string> {
  const query = new URLSearchParams(opening).toString();
  const frame = await fetch(`${sandboxUrl}/elements/number?${query}`);
  return /<code>(.*)<\/code>/.exec(await frame.text())?.[1]?.replaceAll(' ', '') ?? '';
}
