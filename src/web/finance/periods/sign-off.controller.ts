import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { People, type Staff, type StaffNames } from '#identity';
import { DomainError, Money, parseCurrency, parseId, type Currency } from '#kernel';
import { SignOffs, type AccountStanding, type SignOff } from '#reconciliation';
import type { ViewModel } from '#platform';
import { problemModel } from '../../forms/problems.js';
import { readForm, type FormProblem, type Typed } from '../../forms/read-form.js';
import { ForStaff } from '../../http/access.js';
import { Redirect, View } from '../../http/view.js';
import { CurrentStaff } from '../../http/visitor.js';
import { SignAccountForm } from './closing-forms.js';
import { accountModel, monthName, nameIn, shown } from './closing-view.js';

/** One account at a provider at the end of a month: both sides, what explains the difference, two signatures. */
@Controller('finance/periods/:id/accounts/:account/:currency')
@ForStaff('finance_preparer', 'finance_releaser', 'finance_director')
export class SignOffController {
  constructor(
    private readonly signOffs: SignOffs,
    private readonly people: People,
  ) {}

  @Get()
  async show(@Param() which: Which, @CurrentStaff() staff: Staff): Promise<View> {
    return this.page(which, staff);
  }

  @Post('sign')
  async sign(
    @Param() which: Which,
    @CurrentStaff() staff: Staff,
    @Body() body: unknown,
  ): Promise<View | Redirect> {
    const currency = parseCurrency(which.currency);
    const reading = await readForm(SignAccountForm, body);
    if (!reading.ok) return this.page(which, staff, reading);
    const typed = reading.form.stated?.trim() ?? '';
    const stated = typed === '' ? null : amountIn(typed, currency);
    if (stated instanceof DomainError) {
      const problems = [{ field: 'stated', message: stated.message }];
      return this.page(which, staff, { problems, typed: { stated: typed } });
    }
    const account = { period: which.id, account: which.account, currency };
    await this.signOffs.prepare(account, staff.id, stated);
    return new Redirect(addressOf(which));
  }

  @Post('review/:signOff')
  async review(
    @Param() which: Which & { signOff: string },
    @CurrentStaff() staff: Staff,
  ): Promise<Redirect> {
    await this.signOffs.review(parseId('signOff', which.signOff), staff.id);
    return new Redirect(addressOf(which));
  }

  private async page(
    which: Which,
    staff: Staff,
    form?: { readonly problems: readonly FormProblem[]; readonly typed: Typed },
  ): Promise<View> {
    const currency = parseCurrency(which.currency);
    const standing = await this.signOffs.standing({
      ...{ period: which.id, account: which.account, currency },
    });
    const names = await this.people.names();
    return new View(
      'finance/sign-off',
      {
        title: `Account ${which.account} ${which.currency}`,
        back: `/finance/periods/${which.id}`,
        action: addressOf(which),
        month: monthName(which.id),
        account: accountModel(standing, names),
        ...figures(standing),
        ...signatures(standing, staff, names),
        ...problemModel(form?.problems ?? [], form?.typed ?? {}),
      },
      form === undefined ? 200 : 422,
    );
  }
}

interface Which {
  readonly id: string;
  readonly account: string;
  readonly currency: string;
}

const addressOf = ({ id, account, currency }: Which): string =>
  `/finance/periods/${id}/accounts/${account}/${currency}`;

/** What was typed as an amount; a balance at a provider may be below zero. */
function amountIn(text: string, currency: Currency): bigint | DomainError {
  try {
    const { minor } = Money.parse(text.replace(/^-/, ''), currency);
    return text.startsWith('-') ? -minor : minor;
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
}

function figures({ at }: AccountStanding): ViewModel {
  const outstanding = at.outstanding.map(({ side, reference, on, amountMinor }) => ({
    side: side === 'ledger' ? 'books' : 'provider',
    ...{ reference, on },
    amount: shown(amountMinor, at.currency),
  }));
  const rest =
    at.providerMinor === null
      ? null
      : at.outstanding.reduce(
          (left, { side, amountMinor }) =>
            side === 'provider' ? left - amountMinor : left + amountMinor,
          at.providerMinor - at.ledgerMinor,
        );
  return {
    outstanding,
    rest: rest === null ? null : shown(rest, at.currency),
    isExplained: rest === 0n,
    isUncompared: at.isCompared && at.providerMinor === null,
  };
}

/** The signature that stands, and who may give the next. */
function signatures(
  { signOff, isStale }: AccountStanding,
  staff: Staff,
  names: StaffNames,
): ViewModel {
  if (signOff === null) return { signOff, maySign: true, mayReview: false, isWaiting: false };
  const isWaiting = signOff.reviewedBy === null && !isStale;
  return {
    signOff: signOffModel(signOff, names),
    maySign: isStale,
    mayReview: isWaiting && signOff.preparedBy !== staff.id,
    isWaiting,
  };
}

function signOffModel(signOff: SignOff, names: StaffNames): ViewModel {
  return {
    id: signOff.id,
    ledger: shown(signOff.ledgerMinor, signOff.currency),
    provider: shown(signOff.providerMinor, signOff.currency),
    isStated: signOff.basis === 'stated',
    outstandingCount: signOff.outstandingCount,
    outstanding: shown(signOff.outstandingMinor, signOff.currency),
    digest: signOff.outstandingDigest,
    breaks: Object.entries(signOff.breaks).map(
      ([name, count]) => `${String(count)} ${name.replaceAll('_', ' ')} days`,
    ),
    preparedBy: nameIn(names, signOff.preparedBy),
    preparedAt: signOff.preparedAt,
    reviewedBy: nameIn(names, signOff.reviewedBy),
    reviewedAt: signOff.reviewedAt,
  };
}
