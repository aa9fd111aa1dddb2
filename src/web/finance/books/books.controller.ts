import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { People, type Staff } from '#identity';
import { CURRENCIES, DomainError, newId, parseId } from '#kernel';
import {
  BooksService,
  VOUCHER_GROUPS,
  VOUCHER_KINDS,
  voucherKind,
  Vouchers,
  type VoucherDraft,
} from '#ledger';
import type { ViewModel } from '#platform';
import { problemModel } from '../../forms/problems.js';
import { readForm, type FormProblem, type Typed } from '../../forms/read-form.js';
import { ForStaff } from '../../http/access.js';
import { Redirect, View } from '../../http/view.js';
import { CurrentStaff } from '../../http/visitor.js';
import { EnterVoucherForm, WriteVoucherForm } from './books.form.js';
import { fieldOf, readVoucher, type VoucherForm } from './voucher-reading.js';
import { factsOf, rehearsalModel, voucherRow } from './voucher-view.js';

const HOME = '/finance/books';

/** What people write into the books by hand: a form for each kind, a check page, and what waits for a second person. */
@Controller('finance/books')
@ForStaff('finance_preparer', 'finance_releaser', 'finance_director')
export class BooksController {
  constructor(
    private readonly vouchers: Vouchers,
    private readonly books: BooksService,
    private readonly people: People,
  ) {}

  @Get()
  async home(@CurrentStaff() staff: Staff): Promise<View> {
    const names = await this.people.names();
    const waiting = await this.vouchers.list({ state: 'proposed' });
    const facts = new Map((await this.vouchers.kinds()).map((one) => [one.kind, one]));
    const groups = VOUCHER_GROUPS.map((name, index) => ({
      name,
      isOpen: index === 0,
      kinds: VOUCHER_KINDS.filter(
        ({ group, startsAt }) => group === name && startsAt === undefined,
      ).map((kind) => ({ ...kind, twoPerson: facts.get(kind.kind)?.twoPerson === true })),
    }));
    return new View('finance/books', {
      title: 'Books',
      back: staff.roles.some((role) => FINANCE.includes(role)) ? '/finance' : '/staff',
      waiting: waiting.map((voucher) => voucherRow(voucher, names, staff.id)),
      groups,
      canOpenFunds: staff.roles.includes('finance_director'),
    });
  }

  /** A form; other pages fill in fund, award or entry by the address. */
  @Get('record/:kind')
  async ask(@Param('kind') name: string, @Query() query: unknown): Promise<View> {
    const reading = await readForm(WriteVoucherForm, query);
    return this.form(await this.kind(name), reading.typed);
  }

  @Post('record/:kind')
  async check(
    @Param('kind') name: string,
    @CurrentStaff() staff: Staff,
    @Body() body: unknown,
  ): Promise<View> {
    const kind = await this.kind(name);
    const reading = await readForm(WriteVoucherForm, body);
    if (!reading.ok) return this.form(kind, reading.typed, reading.problems);
    const read = readVoucher(reading.form, kind);
    if ('problems' in read) return this.form(kind, reading.typed, read.problems);
    return this.confirm(kind, read.draft, reading.typed, staff);
  }

  /** Back from the check page with everything still typed. */
  @Post('record/:kind/change')
  async change(@Param('kind') name: string, @Body() body: unknown): Promise<View> {
    const reading = await readForm(WriteVoucherForm, body);
    return this.form(await this.kind(name), reading.typed);
  }

  /** Writes it, or hands it to another person. Sent twice, it is one voucher. */
  @Post('record/:kind/enter')
  async enter(
    @Param('kind') name: string,
    @CurrentStaff() staff: Staff,
    @Body() body: unknown,
  ): Promise<View | Redirect> {
    const kind = await this.kind(name);
    const reading = await readForm(EnterVoucherForm, body);
    if (!reading.ok) return this.form(kind, reading.typed, reading.problems);
    const read = readVoucher(reading.form, kind);
    if ('problems' in read) return this.form(kind, reading.typed, read.problems);
    try {
      const origin = { actor: staff.id, id: parseId('voucher', reading.form.id) };
      const { id } = await this.vouchers.submit(read.draft, origin);
      return new Redirect(`${HOME}/vouchers/${id}`);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return this.form(kind, reading.typed, [problemOf(error, kind)]);
    }
  }

  private async confirm(
    kind: VoucherForm,
    draft: VoucherDraft,
    typed: Typed,
    staff: Staff,
  ): Promise<View> {
    const seen = await this.vouchers.rehearse(draft, staff.id);
    if (seen.refusal) return this.form(kind, typed, [problemOf(seen.refusal, kind)]);
    return new View('finance/voucher-check', {
      title: `Check: ${kind.title}`,
      back: HOME,
      kind,
      id: newId('voucher'),
      facts: factsOf(draft),
      seen: { ...rehearsalModel(seen), needsSecond: seen.needsSecond },
      kept: Object.entries(typed).map(([field, value]) => ({ name: field, value })),
    });
  }

  private async form(
    kind: VoucherForm,
    typed: Typed,
    problems: readonly FormProblem[] = [],
  ): Promise<View> {
    const allFunds = (await this.books.funds()).map(fundOption);
    const model: ViewModel = {
      title: kind.title,
      back: HOME,
      kind,
      isTemplate: kind.shape === 'template',
      isLines: kind.shape === 'lines',
      isReversal: kind.shape === 'reversal',
      needsAward: kind.needsAward,
      hasCounterFund: kind.counterpart === 'fund',
      hasCounterAmount: kind.counterpart === 'amount',
      variants: variantOptions(kind),
      funds: [CHOOSE, ...kind.funds.map(fundOption)],
      allFunds: [CHOOSE, ...allFunds],
      currencies: Object.keys(CURRENCIES).map((code) => ({ value: code, label: code })),
      reasonLabel: kind.needsReason ? 'Reason' : 'Reason (if it helps)',
      ...problemModel(problems, typed),
    };
    return new View('finance/voucher-form', model, problems.length > 0 ? 422 : 200);
  }

  /** Throws `KIND_NOT_BY_HAND` (not_found). */
  private async kind(name: string): Promise<VoucherForm> {
    const words = voucherKind(name);
    const facts = (await this.vouchers.kinds()).find(({ kind }) => kind === name);
    if (words === null || words.startsAt !== undefined || facts === undefined) {
      throw new DomainError(
        'not_found',
        'KIND_NOT_BY_HAND',
        'This kind of entry is not written by hand.',
      );
    }
    const all = await this.books.funds();
    const funds = all.filter((fund) => facts.fundClasses.includes(fund.class));
    const { shape, twoPerson, needsReason, needsAward, fundClasses } = facts;
    return { shape, twoPerson, needsReason, needsAward, fundClasses, ...words, funds };
  }
}

/** Who has a finance page to go back to. */
const FINANCE: readonly string[] = ['finance_preparer', 'finance_releaser'];

const CHOOSE = { value: '', label: 'Choose' };

const fundOption = ({ code, name }: { code: string; name: string }) => ({
  value: code,
  label: `${code}, ${name}`,
});

/** Nothing to choose where only one may be written. */
function variantOptions({ variants = {} }: VoucherForm): ViewModel[] {
  const all = Object.entries(variants);
  return all.length < 2
    ? []
    : all.map(([value, label]) => ({ id: `variant-${value}`, value, label }));
}

function problemOf(
  { code, message }: { code: string; message: string },
  kind: VoucherForm,
): FormProblem {
  return { field: fieldOf(code, kind), message };
}
