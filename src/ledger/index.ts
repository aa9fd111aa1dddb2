/**
 * Ledger: the books of the fund, in two books: money (G) and budget (B).
 *
 * In:  orders: a kind of event, a fund, an amount, a key; inside the unit of work of the act they belong to.
 *      Vouchers: what people write by hand, by two where the books need two.
 * Out: entries, balances, the standing of a fund or an award, the questions that files are made from.
 * Always: every entry is zero-sum per book, fund and currency; nothing is changed or removed; a key posts once;
 *         no budget is overspent and no award is paid more than it is owed; what needs two people has two.
 *         Only the database's posting functions write.
 */
export {
  type Account,
  type AccountEffect,
  type AccountLine,
  type Entry,
  type EntryFilter,
  type EntryLine,
  type EntryTotals,
  type FundStatus,
  type Period,
  type TrialBalanceRow,
} from './books.js';
export {
  CHART_OF_ACCOUNTS,
  CONTROL_TOTALS,
  CURRENCIES_IN_USE,
  ENTRY_KINDS_KNOWN,
  GENERAL_LEDGER,
  TRIAL_BALANCE,
} from './books.datasets.js';
export { COMMITMENTS } from './commitments.dataset.js';
export { BooksService } from './books.service.js';
export { ExchangeRates } from './exchange-rates.service.js';
export { isCalendarDate, type Fund, type NewFund } from './fund.js';
export { FundingService } from './funding.service.js';
export { REFUSALS, type RefusalCode } from './ledger.errors.js';
export { ledgerInvariants } from './ledger.invariants.js';
export { LedgerModule } from './ledger.module.js';
export { LedgerService } from './ledger.service.js';
export { Periods } from './periods.service.js';
export { SharedPosting } from './shared-posting.service.js';
export type { LooseEnds } from './periods.store.js';
export { periodGraph } from './period.states.js';
export type { AnyOrder, PostingOrder, PostingResult, ReversalOrder } from './posting-order.js';
export { ENTRY_KINDS, LINES_KINDS, TEMPLATES, type TemplateKind } from './posting-templates.js';
export { asMoney, HOME_CURRENCY } from './revaluation.js';
export { RevaluationService, type RevaluationView } from './revaluation.service.js';
export { Statements, type SpanQuestion } from './statements.service.js';
export {
  ACTIVITIES,
  BALANCES,
  COMMITMENTS_BY_AGE,
  OPENING_BALANCES,
} from './statements.datasets.js';
export { activitiesOf, budgetsOf, positionOf } from './statements.js';
export type {
  ActivitiesStatement,
  ActivitySection,
  Columns,
  PositionStatement,
  StatementRow,
} from './statements.js';
export {
  VOUCHER_GROUPS,
  VOUCHER_KINDS,
  isReversedByHand,
  voucherKind,
  type VoucherKind,
} from './voucher-kinds.js';
export {
  assertNeutral,
  kindOf,
  type Rehearsal,
  type Voucher,
  type VoucherDraft,
} from './voucher.js';
export { voucherGraph, type VoucherState } from './voucher.states.js';
export type { KindFacts } from './voucher.store.js';
export { Vouchers } from './vouchers.service.js';
export { YearEnd, type YearEndView } from './year-end.service.js';
