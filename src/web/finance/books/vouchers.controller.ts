import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { People, type Staff } from '#identity';
import { isId, parseId } from '#kernel';
import {
  BooksService,
  isReversedByHand,
  kindOf,
  Vouchers,
  type Entry,
  type Voucher,
} from '#ledger';
import type { ViewModel } from '#platform';
import { problemModel } from '../../forms/problems.js';
import { readForm } from '../../forms/read-form.js';
import { ForStaff } from '../../http/access.js';
import { Redirect, View } from '../../http/view.js';
import { CurrentStaff } from '../../http/visitor.js';
import { DeclineVoucherForm } from './books.form.js';
import {
  entryLinesModel,
  factsOf,
  rehearsalModel,
  secondOf,
  titleOf,
  voucherRow,
  voucherTag,
} from './voucher-view.js';

const HOME = '/finance/books';
const VIEWS = { waiting: 'Waiting', mine: 'Written by me', all: 'All' } as const;

/** What was written by hand, and the second person's page: lines and balances as they are now, then yes or no. */
@Controller('finance/books/vouchers')
@ForStaff('finance_preparer', 'finance_releaser', 'finance_director')
export class VouchersController {
  constructor(
    private readonly vouchers: Vouchers,
    private readonly books: BooksService,
    private readonly people: People,
  ) {}

  @Get()
  async list(@CurrentStaff() staff: Staff, @Query('view') view: unknown): Promise<View> {
    const chosen = Object.keys(VIEWS).find((name) => name === view) ?? 'all';
    const filters = {
      waiting: { state: 'proposed' },
      mine: { proposedBy: staff.id },
      all: {},
    } as const;
    const names = await this.people.names();
    const vouchers = await this.vouchers.list(filters[chosen as keyof typeof VIEWS]);
    return new View('finance/vouchers', {
      title: 'Written by hand',
      back: HOME,
      views: Object.entries(VIEWS).map(([name, label]) => ({
        view: name,
        label,
        isChosen: name === chosen,
      })),
      vouchers: vouchers.map((voucher) => voucherRow(voucher, names, staff.id)),
    });
  }

  @Get(':id')
  async show(@Param('id') id: string, @CurrentStaff() staff: Staff): Promise<View> {
    const voucher = await this.vouchers.get(parseId('voucher', id));
    return new View('finance/voucher', await this.model(voucher, staff));
  }

  @Post(':id/post')
  @ForStaff('finance_releaser', 'finance_director')
  async post(@Param('id') id: string, @CurrentStaff() staff: Staff): Promise<Redirect> {
    await this.vouchers.post(parseId('voucher', id), staff.id);
    return to(id);
  }

  @Post(':id/decline')
  @ForStaff('finance_releaser', 'finance_director')
  async decline(
    @Param('id') id: string,
    @CurrentStaff() staff: Staff,
    @Body() body: unknown,
  ): Promise<View | Redirect> {
    const voucherId = parseId('voucher', id);
    const reading = await readForm(DeclineVoucherForm, body);
    if (!reading.ok) {
      const model = await this.model(await this.vouchers.get(voucherId), staff);
      const problems = problemModel(reading.problems, reading.typed);
      return new View('finance/voucher', { ...model, ...problems }, 422);
    }
    await this.vouchers.decline(voucherId, staff.id, reading.form.reason);
    return to(id);
  }

  @Post(':id/withdraw')
  async withdraw(@Param('id') id: string, @CurrentStaff() staff: Staff): Promise<Redirect> {
    await this.vouchers.withdraw(parseId('voucher', id), staff.id);
    return to(id);
  }

  private async model(voucher: Voucher, staff: Staff): Promise<ViewModel> {
    const names = await this.people.names();
    const { draft } = voucher;
    return {
      title: titleOf(kindOf(draft)),
      back: HOME,
      voucher,
      tag: voucherTag(voucher.state),
      facts: factsOf(draft),
      writer: names.get(voucher.proposedBy) ?? voucher.proposedBy,
      second: secondOf(voucher, names),
      isWithdrawn: voucher.state === 'withdrawn',
      payoutId: isId('payout', draft.sourceRef) ? draft.sourceRef : '',
      awardId: isId('award', draft.sourceRef) ? draft.sourceRef : '',
      ...(voucher.entry === null
        ? await this.pending(voucher, staff)
        : postedModel(await this.books.entry(voucher.entry))),
    };
  }

  /** Whoever decides sees what it would do at this moment, not what it would have done when it was written. */
  private async pending(voucher: Voucher, staff: Staff): Promise<ViewModel> {
    if (voucher.state !== 'proposed') return {};
    const seen = await this.vouchers.rehearse(voucher.draft, voucher.proposedBy);
    const isMine = voucher.proposedBy === staff.id;
    const isDecider = staff.roles.some((role) =>
      ['finance_releaser', 'finance_director'].includes(role),
    );
    return {
      seen: rehearsalModel(seen),
      refusal: seen.refusal?.message,
      mayDecide: isDecider && !isMine,
      mayWithdraw: isMine,
    };
  }
}

function postedModel(entry: Entry): ViewModel {
  return {
    entry: String(entry.seq),
    seen: entryLinesModel(entry),
    canReverse: isReversedByHand(entry.kind) && entry.reversedBy === null,
    reversedBy: entry.reversedBy === null ? '' : String(entry.reversedBy),
  };
}

const to = (id: string): Redirect => new Redirect(`${HOME}/vouchers/${id}`);
