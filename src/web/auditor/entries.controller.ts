import { Controller, Get, Query } from '@nestjs/common';
import type { Money } from '#kernel';
import {
  BooksService,
  ENTRY_KINDS,
  type AccountLine,
  type Entry,
  type EntryFilter,
  type EntryLine,
  type EntryTotals,
} from '#ledger';
import type { ViewModel } from '#platform';
import { problemModel } from '../forms/problems.js';
import { ForStaff } from '../http/access.js';
import { View } from '../http/view.js';
import { readEntriesQuestion, type EntriesQuestion } from './entries-question.js';
import { addressOf } from './journal-question.js';

const PATH = '/audit/entries';

/** The journal, entry by entry. People and awards are pseudonyms: nobody is named here. */
@Controller('audit/entries')
@ForStaff('auditor')
export class EntriesController {
  constructor(private readonly books: BooksService) {}

  /** All entries, or, when one account is chosen, its lines with a running balance. */
  @Get()
  async list(@Query() query: unknown): Promise<View> {
    const [funds, accounts] = await Promise.all([this.books.funds(), this.books.accounts()]);
    const question = readEntriesQuestion(query, { funds, accounts });
    const hasProblem = question.problems.length > 0;
    return new View(
      'auditor/entries',
      {
        title: 'Journal entries',
        funds,
        accounts,
        kinds: ENTRY_KINDS,
        isNarrow: NARROWER.some((field) => question.typed[field] !== undefined),
        ...problemModel(question.problems, question.typed),
        ...(hasProblem ? NOTHING : await this.answer(question)),
      },
      hasProblem ? 422 : 200,
    );
  }

  private async answer({ filter, typed, isSummed }: EntriesQuestion): Promise<ViewModel> {
    const { account, ...rest } = filter;
    const [page, totals] = await Promise.all([
      account === undefined ? this.entriesPage(filter) : this.linesPage(account, rest),
      this.books.totals(filter, isSummed),
    ]);
    const { older, newer, model } = page;
    const place = (change: Record<string, string>): string => addressOf(PATH, typed, change);
    return {
      ...model,
      older: older === null ? null : place({ before: String(older) }),
      newer: newer === null ? null : place({ after: String(newer) }),
      newest: newer === null ? null : place({}),
      totals: totals === null ? null : totalsModel(totals),
      sumUp: totals === null ? place({ totals: 'all' }) : null,
    };
  }

  private async entriesPage(filter: EntryFilter): Promise<ListPage> {
    const { rows, ...places } = await this.books.entries(filter);
    return { ...places, model: { entries: rows.map(entryModel), lines: null } };
  }

  private async linesPage(account: string, filter: EntryFilter): Promise<ListPage> {
    const { rows, ...places } = await this.books.accountLines(account, filter);
    return { ...places, model: { entries: null, lines: rows.map(balanceModel) } };
  }
}

interface ListPage {
  readonly older: bigint | null;
  readonly newer: bigint | null;
  readonly model: ViewModel;
}

/** Fields behind "More ways to narrow": open when one of them is in use. */
const NARROWER = ['award', 'actor', 'least', 'most', 'standing', 'number'] as const;

const NOTHING: ViewModel = { entries: [], lines: null, older: null, newer: null, totals: null };

function totalsModel({ entries, sums }: EntryTotals): ViewModel {
  return {
    entries: entries.toLocaleString('en-US'),
    sums: sums.map(({ book, debits, credits }) => ({
      book,
      currency: debits.currency,
      debits: debits.format(),
      credits: credits.format(),
      net: debits.minus(credits).format(),
    })),
  };
}

function entryModel(entry: Entry): ViewModel {
  return {
    seq: String(entry.seq),
    effectiveOn: entry.effectiveOn,
    kind: entry.kind,
    funds: [...new Set(entry.lines.map(({ fund }) => fund))].join(', '),
    amounts: debitsOf(entry.lines).map((amount) => amount.format()),
    actor: entry.actor,
    approver: entry.approver,
    isReversal: entry.reverses !== null,
    isReversed: entry.reversedBy !== null,
  };
}

/** What an entry moves: its debits per currency, of money if it moves money, of budget otherwise. */
function debitsOf(lines: readonly EntryLine[]): Money[] {
  const money = lines.filter(({ account }) => account.type !== 'budget');
  const counted = (money.length > 0 ? money : lines).filter(({ amount }) => amount.minor > 0n);
  return [...Map.groupBy(counted, ({ amount }) => amount.currency).values()].flatMap((group) => {
    const [first, ...rest] = group.map(({ amount }) => amount);
    return first === undefined ? [] : [rest.reduce((sum, amount) => sum.plus(amount), first)];
  });
}

function balanceModel(row: AccountLine): ViewModel {
  return {
    seq: String(row.seq),
    effectiveOn: row.effectiveOn,
    kind: row.kind,
    fund: row.fund,
    awardRef: row.awardRef,
    amount: row.amount.format(),
    balance: row.balance.format(),
  };
}
