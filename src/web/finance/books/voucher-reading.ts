import { DomainError, Money, parseCurrency, type Currency } from '#kernel';
import {
  assertNeutral,
  isCalendarDate,
  LINES_KINDS,
  TEMPLATES,
  type Fund,
  type KindFacts,
  type VoucherDraft,
  type VoucherKind,
} from '#ledger';
import type { FormProblem } from '../../forms/read-form.js';
import type { WriteVoucherForm } from './books.form.js';

/** A kind with its words and with what the posting templates say about it. */
export interface VoucherForm extends VoucherKind, Omit<KindFacts, 'variants'> {
  /** The funds it can be written for. */
  readonly funds: readonly Fund[];
}

export type VoucherReading =
  { readonly draft: VoucherDraft } | { readonly problems: readonly FormProblem[] };

/** Turns what somebody typed into a draft, or says at each field what is wrong. The books judge the rest. */
export function readVoucher(form: WriteVoucherForm, kind: VoucherForm): VoucherReading {
  const reader = new Reader(form);
  const about = reader.about(kind.needsReason);
  const draft = reader.body(kind);
  if (reader.problems.length > 0 || draft === null) return { problems: reader.problems };
  return { draft: { ...draft, ...about } };
}

/** Where on the form a refusal of the books belongs. */
export function fieldOf(code: string, kind: VoucherForm): string {
  if (kind.shape === 'reversal') return code.startsWith('PERIOD') ? 'on' : 'reverses';
  const field = FIELDS[code];
  if (field === undefined) return '';
  return kind.shape === 'lines' && !['on', 'reason'].includes(field) ? 'lines' : field;
}

const FIELDS: Readonly<Record<string, string>> = {
  AMOUNT_INVALID: 'amount',
  BUDGET_EXCEEDED: 'amount',
  INSUFFICIENT_FUNDS: 'amount',
  AWARD_OVERPAID: 'amount',
  AWARD_INVALID: 'award',
  AWARD_MISSING: 'award',
  FUND_MISMATCH: 'fund',
  UNKNOWN_FUND: 'fund',
  DATE_INVALID: 'on',
  NO_PERIOD: 'on',
  PERIOD_CLOSED: 'on',
  REASON_MISSING: 'reason',
  LINES_MISSING: 'lines',
  SIDE_WRONG: 'lines',
  UNBALANCED: 'lines',
  UNKNOWN_ACCOUNT: 'lines',
};

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

type TemplateBody = Extract<VoucherDraft, { fund: string }>;
type LinesBody = Extract<VoucherDraft, { lines: unknown }>;

class Reader {
  readonly problems: FormProblem[] = [];

  constructor(private readonly form: WriteVoucherForm) {}

  about(
    needsReason: boolean,
  ): Pick<VoucherDraft, 'reason' | 'sourceRef' | 'effectiveOn' | 'relatesTo'> {
    const { reason, source, on, relatesTo } = this.form;
    if (needsReason && (reason ?? '').length < 3) {
      this.say('reason', 'Say why, in 3 to 300 characters.');
    }
    this.neutral('reason', reason);
    this.neutral('source', source);
    for (const field of ['on', 'relatesTo'] as const) {
      const date = this.form[field] ?? '';
      if (date !== '' && !isCalendarDate(date)) this.say(field, 'Write dates like 2026-01-31.');
    }
    return filled({ reason, sourceRef: source, effectiveOn: on, relatesTo });
  }

  body(kind: VoucherForm): VoucherDraft | null {
    if (kind.shape === 'reversal') return this.reversal();
    return kind.shape === 'lines' ? this.lines(kind.kind) : this.template(kind);
  }

  private reversal(): VoucherDraft | null {
    const number = this.form.reverses ?? '';
    if (/^[1-9][0-9]{0,12}$/.test(number)) return { reverses: BigInt(number) };
    this.say('reverses', 'Enter the number of the entry, in figures.');
    return null;
  }

  private template(kind: VoucherForm): TemplateBody | null {
    const { fund = '', award = '' } = this.form;
    const amount = this.money('amount', this.form.amount, this.form.currency);
    const counterpart = this.counterpart(kind);
    if (!kind.funds.some(({ code }) => code === fund)) this.say('fund', 'Choose a fund.');
    if (kind.needsAward && !UUID.test(award)) {
      this.say('award', 'Enter the reference of the award: letters and digits in five groups.');
    }
    const variant = this.variant(kind);
    if (amount === null || !(kind.kind in TEMPLATES)) return null;
    return {
      kind: kind.kind as TemplateBody['kind'],
      fund,
      amount,
      ...filled({ awardRef: kind.needsAward ? award.toLowerCase() : '', variant }),
      ...(counterpart ? { counterpart } : {}),
    };
  }

  private variant({ variants }: VoucherForm): string {
    if (variants === undefined) return '';
    const names = Object.keys(variants);
    const chosen = names.length === 1 ? names[0] : this.form.variant;
    if (chosen !== undefined && names.includes(chosen)) return chosen;
    this.say('variant', 'Choose which.');
    return '';
  }

  private counterpart(kind: VoucherForm): TemplateBody['counterpart'] {
    if (kind.counterpart === 'amount') {
      const { counterAmount, counterCurrency, currency } = this.form;
      if (counterCurrency === currency) this.say('counterCurrency', 'Choose another currency.');
      const amount = this.money('counterAmount', counterAmount, counterCurrency);
      return amount ? { amount } : undefined;
    }
    if (kind.counterpart === undefined) return undefined;
    const { counterFund = '', fund } = this.form;
    if (counterFund === '') this.say('counterFund', 'Choose the other fund.');
    if (counterFund === fund) this.say('counterFund', 'Choose another fund than the first.');
    return { fund: counterFund };
  }

  private lines(kind: string): LinesBody | null {
    const known = LINES_KINDS.find((candidate) => candidate === kind);
    const rows = (this.form.lines ?? '').split(/\r?\n/).filter((row) => row.trim() !== '');
    const currency = this.currency('currency', this.form.currency);
    const lines = rows.map((row, index) => readLine(row, currency ?? 'USD') ?? index + 1);
    const unread = lines.filter((line) => typeof line === 'number');
    if (rows.length < 2) this.say('lines', 'Write at least two lines.');
    if (unread.length > 0) {
      this.say('lines', `Line ${unread.join(', ')}: write account, fund, debit or credit, amount.`);
    }
    if (known === undefined) return null;
    return { kind: known, lines: lines.filter((line) => typeof line !== 'number') };
  }

  private money(
    field: string,
    typed: string | undefined,
    currency: string | undefined,
  ): Money | null {
    const known = this.currency(field === 'amount' ? 'currency' : 'counterCurrency', currency);
    if (known === null) return null;
    const amount = parsed(typed ?? '', known);
    if (amount !== null && amount.minor > 0n) return amount;
    this.say(field, 'Enter an amount above zero in figures, like 250.');
    return null;
  }

  private currency(field: string, typed: string | undefined): Currency | null {
    try {
      return parseCurrency(typed ?? '');
    } catch {
      this.say(field, 'Choose a currency.');
      return null;
    }
  }

  private neutral(field: string, text: string | undefined): void {
    try {
      assertNeutral(text);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      this.say(field, error.message);
    }
  }

  private say(field: string, message: string): void {
    this.problems.push({ field, message });
  }
}

const ROW = /^(\S+)\s+(\S+)\s+(d|debit|c|credit)\s+(\S+)(?:\s+(\S+))?$/i;

/** `6110 GEN debit 12.50`, with the award's reference at the end where the account has one; null when it is not. */
function readLine(row: string, currency: Currency): LinesBody['lines'][number] | null {
  const words = ROW.exec(row.trim());
  if (!words) return null;
  const [, account = '', fund = '', side = '', typed = '', award = ''] = words;
  const amount = parsed(typed, currency);
  if (amount === null || (award !== '' && !UUID.test(award))) return null;
  return {
    account,
    fund,
    amount: onSide(side, amount),
    ...filled({ awardRef: award.toLowerCase() }),
  };
}

const onSide = (side: string, amount: Money): Money =>
  /^d/i.test(side) ? amount : Money.zero(amount.currency).minus(amount);

function parsed(typed: string, currency: Currency): Money | null {
  try {
    return Money.parse(typed, currency);
  } catch {
    return null;
  }
}

/** Without what was left empty. */
function filled<Name extends string>(
  fields: Readonly<Record<Name, string | undefined>>,
): Partial<Record<Name, string>> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined && value !== ''),
  ) as Partial<Record<Name, string>>;
}
