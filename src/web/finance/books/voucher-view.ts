import type { Money } from '#kernel';
import {
  kindOf,
  voucherKind,
  type Entry,
  type Rehearsal,
  type Voucher,
  type VoucherDraft,
  type VoucherState,
} from '#ledger';
import type { ViewModel } from '#platform';
import type { Tag } from '../finance-words.js';

const TAGS: Readonly<Record<VoucherState, Tag>> = {
  proposed: { text: 'waiting for another person', tone: 'warn' },
  posted: { text: 'in the books', tone: 'ok' },
  declined: { text: 'declined', tone: 'err' },
  withdrawn: { text: 'taken back', tone: '' },
};

export const voucherTag = (state: VoucherState): Tag => TAGS[state];

/** A kind as people say it; kinds without words by their code. */
export const titleOf = (kind: string): string => voucherKind(kind)?.title ?? kind;

/** One fact of a summary list. */
export interface FactLine {
  readonly label: string;
  readonly value: string;
}

/** A draft as a person reads it: only what was written. */
export function factsOf(draft: VoucherDraft): FactLine[] {
  const lines: FactLine[] = [
    ...bodyFacts(draft),
    { label: 'Accounting date', value: draft.effectiveOn ?? 'the day it is written' },
    { label: 'About', value: draft.relatesTo ?? '' },
    { label: 'Reference', value: draft.sourceRef ?? '' },
    { label: 'Reason', value: draft.reason ?? '' },
  ];
  return lines.filter(({ value }) => value !== '');
}

function bodyFacts(draft: VoucherDraft): FactLine[] {
  if ('reverses' in draft) return [{ label: 'Takes back entry', value: String(draft.reverses) }];
  return 'lines' in draft
    ? [{ label: 'Lines', value: String(draft.lines.length) }]
    : templateFacts(draft);
}

function templateFacts(draft: Extract<VoucherDraft, { fund: string }>): FactLine[] {
  const { kind, amount, fund, counterpart = {}, variant = '', awardRef = '' } = draft;
  return [
    { label: 'Amount', value: amount.format() },
    { label: 'Fund', value: fund },
    { label: 'Other fund', value: counterpart.fund ?? '' },
    { label: 'Amount that came for it', value: counterpart.amount?.format() ?? '' },
    { label: 'Which', value: voucherKind(kind)?.variants?.[variant] ?? '' },
    { label: 'Award', value: awardRef },
  ];
}

/** A voucher in a list. */
export function voucherRow(
  voucher: Voucher,
  names: ReadonlyMap<string, string>,
  reader: string,
): ViewModel {
  const { draft, id, state, proposedAt, entry } = voucher;
  return {
    id,
    title: titleOf(kindOf(draft)),
    tag: voucherTag(state),
    amount: 'amount' in draft ? draft.amount.format() : '',
    fund: 'fund' in draft ? draft.fund : '',
    writer: names.get(voucher.proposedBy) ?? voucher.proposedBy,
    second: secondOf(voucher, names),
    isMine: voucher.proposedBy === reader,
    proposedAt,
    entry: entry === null ? '' : String(entry),
  };
}

/** Who decided about it: a name, or nothing where one person was enough. */
export function secondOf({ decidedBy }: Voucher, names: ReadonlyMap<string, string>): string {
  return decidedBy === null ? '' : (names.get(decidedBy) ?? decidedBy);
}

/** Lines and balances as the books told them. */
export function rehearsalModel({
  lines,
  balances,
}: Pick<Rehearsal, 'lines' | 'balances'>): ViewModel {
  return {
    lines: lines.map(({ amount, ...line }) => ({ ...line, ...sides(amount) })),
    balances: balances.map(({ before, after, ...balance }) => ({
      ...balance,
      before: before.format(),
      after: after.format(),
    })),
  };
}

/** The lines of an entry that is in the books. */
export function entryLinesModel({ lines }: Entry): ViewModel {
  return {
    lines: lines.map(({ account, fund, awardRef, amount }) => ({
      account: account.code,
      name: account.name,
      fund,
      award: awardRef,
      ...sides(amount),
    })),
    balances: [],
  };
}

function sides(amount: Money): { readonly debit: string; readonly credit: string } {
  const text = amount.format();
  return amount.minor > 0n
    ? { debit: text, credit: '' }
    : { debit: '', credit: text.replace(/^-/, '') };
}
