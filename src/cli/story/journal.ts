import type { Page, Visitor } from './visitor.js';

/** Every entry of the award that a payout belongs to, oldest first, as the auditor's pages show them. */
export async function entriesOfPayout(auditor: Visitor, payout: string): Promise<string[]> {
  const initiated = await auditor.open('/audit/entries?kind=payout.initiated');
  for (const [number] of rowsOf(initiated)) {
    const entry = await auditor.open(`/audit/entries/${number}`);
    const award = /\/audit\/entries\?award=([0-9a-f-]{36})/.exec(entry.html)?.[1];
    if (!entry.text.includes(payout) || award === undefined) continue;
    const rows = rowsOf(await auditor.open(`/audit/entries?award=${award}`));
    return rows.map(([seq, kind]) => `${seq} ${kind}`).reverse();
  }
  return [];
}

/** Number and kind of the entries on a page of the journal, newest first. */
function rowsOf({ html }: Page): [string, string][] {
  const row =
    /<a href="\/audit\/entries\/(\d+)">\d+<\/a><\/th><td[^>]*>[^<]*<\/td><td[^>]*>([a-z_.]+)/g;
  return [...html.matchAll(row)].map(([, number = '', kind = '']) => [number, kind]);
}
