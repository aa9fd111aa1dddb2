import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { Awards } from '#approvals';
import type { Role, Staff } from '#identity';
import { DomainError, newId, parseId, type Id } from '#kernel';
import { BooksService, voucherKind, Vouchers, type VoucherDraft } from '#ledger';
import { PaymentSchedules, PaymentWishes, PayoutCorrections, type PaymentWish } from '#payouts';
import type { ViewModel } from '#platform';
import { problemModel } from '../../forms/problems.js';
import { readForm } from '../../forms/read-form.js';
import { ForStaff } from '../../http/access.js';
import { Redirect, View } from '../../http/view.js';
import { CurrentStaff } from '../../http/visitor.js';
import { CorrectMoneyForm } from '../books/books.form.js';
import { scheduleModel } from './award-schedule-view.js';
import { rehearsalModel } from '../books/voucher-view.js';

const FINANCE: readonly Role[] = ['finance_preparer', 'finance_releaser', 'finance_director'];
/** Approvers read how an award is paid, too: they may let its payments stand still. */
const READERS: readonly Role[] = ['approver', ...FINANCE];

/** What is written about an award by hand, beside what its own acts write. */
const FORMS = [
  'card.loaded',
  'card.activated',
  'card.spent_total',
  'card.expired_unspent',
  'clawback.recorded',
  'recovery.received',
  'recovery.written_off',
  'unclaimed.reclassified',
  'unclaimed.reinstated',
  'unclaimed.remitted',
];

/** Awards as finance sees them, without names; and the corrections that change states: called off, written off, reached somebody else. */
@Controller('finance')
@ForStaff(...FINANCE)
export class AwardsController {
  constructor(
    private readonly awards: Awards,
    private readonly books: BooksService,
    private readonly vouchers: Vouchers,
    private readonly corrections: PayoutCorrections,
    private readonly wishes: PaymentWishes,
    private readonly schedules: PaymentSchedules,
  ) {}

  @Get('awards')
  @ForStaff(...READERS)
  async list(@CurrentStaff() staff: Staff): Promise<View> {
    const awards = (await this.awards.listOpen()).map((award) => ({
      ...award,
      amount: award.amount.format(),
      state: wordsOf(award.state),
    }));
    const wishes = (await this.wishes.open()).map(wishModel);
    const back = isFinance(staff) ? '/finance/books' : '';
    return new View('finance/awards', { title: 'Awards', back, awards, wishes });
  }

  @Get('awards/:id')
  @ForStaff(...READERS)
  async show(@Param('id') id: string, @CurrentStaff() staff: Staff): Promise<View> {
    const schedule = await this.schedules.read(parseId('award', id));
    const { award, parts } = schedule;
    const balance = await this.books.awardBalance(award.ledgerRef, award.amount.currency);
    const isOpen = parts.some(({ state }) => ['planned', 'due', 'held'].includes(state));
    return new View('finance/award', {
      title: 'Award',
      back: '/finance/awards',
      award,
      state: wordsOf(award.state),
      amount: award.amount.format(),
      figures: [
        { label: 'committed, not told yet', value: balance.committed.format() },
        { label: 'owed', value: balance.owed.format() },
        { label: 'on its way', value: balance.inTransit.format() },
        { label: 'to be recovered', value: balance.recoverable.format() },
        { label: 'unclaimed', value: balance.unclaimed.format() },
      ],
      instalments: parts.map((part) => ({
        ...part,
        amount: part.amount.format(),
        state: wordsOf(part.state),
      })),
      ...scheduleModel(schedule),
      canCallOff: isOpen,
      isFinance: isFinance(staff),
      wishes: (await this.wishes.open(award.id)).map(wishModel),
      forms: FORMS.map((kind) => ({ kind, title: voucherKind(kind)?.title ?? kind })),
    });
  }

  /** A way was found with her: by telephone, by a partner, by a change of the programme. */
  @Post('awards/:id/way-found')
  async wayFound(@Param('id') id: string, @CurrentStaff() staff: Staff): Promise<Redirect> {
    const award = await this.awards.get(parseId('award', id));
    await this.wishes.answer(award.id, 'find_a_way', staff.id);
    return new Redirect(`/finance/awards/${award.id}`);
  }

  @Get('awards/:id/call-off')
  async beforeCallingOff(@Param('id') id: string, @CurrentStaff() staff: Staff): Promise<View> {
    return this.page(this.callOff(parseId('award', id)), staff);
  }

  @Post('awards/:id/call-off')
  async proposeCallingOff(
    @Param('id') id: string,
    @CurrentStaff() staff: Staff,
    @Body() body: unknown,
  ): Promise<View | Redirect> {
    return this.propose(this.callOff(parseId('award', id)), staff, body);
  }

  @Get('payouts/:id/misdirected')
  async beforeMisdirected(@Param('id') id: string, @CurrentStaff() staff: Staff): Promise<View> {
    return this.page(this.misdirected(parseId('payout', id)), staff);
  }

  @Post('payouts/:id/misdirected')
  async proposeMisdirected(
    @Param('id') id: string,
    @CurrentStaff() staff: Staff,
    @Body() body: unknown,
  ): Promise<View | Redirect> {
    return this.propose(this.misdirected(parseId('payout', id)), staff, body);
  }

  @Get('payouts/:id/write-off')
  async beforeWritingOff(@Param('id') id: string, @CurrentStaff() staff: Staff): Promise<View> {
    return this.page(this.writeOff(parseId('payout', id)), staff);
  }

  @Post('payouts/:id/write-off')
  async proposeWritingOff(
    @Param('id') id: string,
    @CurrentStaff() staff: Staff,
    @Body() body: unknown,
  ): Promise<View | Redirect> {
    return this.propose(this.writeOff(parseId('payout', id)), staff, body);
  }

  private writeOff(id: Id<'payout'>): Correction {
    return {
      path: `/finance/payouts/${id}`,
      act: 'write-off',
      heading: 'Write this payout off?',
      consequences: [
        'The person is not owed this part any more and cannot choose another way for it.',
        'Its budget is free again. Other parts of the award stay as they are.',
        'Try first whether the person can be asked for another way.',
        'Another person of finance must agree. After that it cannot be taken back.',
      ],
      draft: (reason) => this.corrections.draftWriteOff(id, reason),
    };
  }

  private callOff(id: Id<'award'>): Correction {
    return {
      path: `/finance/awards/${id}`,
      act: 'call-off',
      heading: 'Call off what is not paid?',
      consequences: [
        'What is not paid of this award is not owed any more, and its budget is free again.',
        'Payouts that nobody has released are cancelled with it.',
        'If nothing was paid the award ends; else it counts as paid out.',
        'Once the person has been told, another person of finance must agree.',
      ],
      draft: (reason) => this.corrections.draftCancellation(id, reason),
    };
  }

  private misdirected(id: Id<'payout'>): Correction {
    return {
      path: `/finance/payouts/${id}`,
      act: 'misdirected',
      heading: 'Did this payout reach somebody else?',
      consequences: [
        'The person is owed the money again, and a new payout can be made.',
        'What the wrong payee has stands as to be recovered.',
        'Another person of finance must agree.',
      ],
      draft: (reason) => this.corrections.draftMisdirected(id, reason),
    };
  }

  private async page(
    correction: Correction,
    staff: Staff,
    problems?: ReturnType<typeof problemModel>,
  ): Promise<View> {
    const seen = await this.vouchers.rehearse(await correction.draft('rehearsal'), staff.id);
    const refusal = seen.refusal ? [{ field: '', message: seen.refusal.message }] : [];
    const model: ViewModel = {
      title: correction.heading,
      heading: correction.heading,
      consequences: correction.consequences,
      back: correction.path,
      action: `${correction.path}/${correction.act}`,
      id: newId('voucher'),
      seen: { ...rehearsalModel(seen), needsSecond: seen.needsSecond },
      ...(problems ?? problemModel(refusal, {})),
    };
    return new View('finance/correction', model, problems ? 422 : 200);
  }

  private async propose(
    correction: Correction,
    staff: Staff,
    body: unknown,
  ): Promise<View | Redirect> {
    const reading = await readForm(CorrectMoneyForm, body);
    if (!reading.ok) {
      return this.page(correction, staff, problemModel(reading.problems, reading.typed));
    }
    const { id, reason } = reading.form;
    const draft = await correction.draft(reason);
    try {
      const origin = { actor: staff.id, id: parseId('voucher', id) };
      const voucher = await this.vouchers.submit(draft, origin);
      return new Redirect(`/finance/books/vouchers/${voucher.id}`);
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'PROPOSED_ALREADY') throw error;
      const problem = { field: '', message: error.message };
      return this.page(correction, staff, problemModel([problem], reading.typed));
    }
  }
}

/** A page before an act that changes what a person is owed. */
interface Correction {
  readonly path: string;
  readonly act: string;
  readonly heading: string;
  readonly consequences: readonly string[];
  readonly draft: (reason: string) => Promise<VoucherDraft>;
}

const wordsOf = (state: string): string => state.replaceAll('_', ' ');

const WISHES: Readonly<Record<PaymentWish['kind'], string>> = {
  find_a_way: 'needs another way to be paid than those on offer',
};

const wishModel = (wish: PaymentWish): ViewModel => ({
  ...wish,
  words: WISHES[wish.kind],
});

const isFinance = ({ roles }: Staff): boolean => FINANCE.some((role) => roles.includes(role));
