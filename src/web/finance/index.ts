import type { Type } from '@nestjs/common';
import { AwardScheduleController } from './payouts/award-schedule.controller.js';
import { AwardsController } from './payouts/awards.controller.js';
import { BatchPauseController } from './batches/batch-pause.controller.js';
import { BatchReleaseController } from './batches/batch-release.controller.js';
import { BatchesController } from './batches/batches.controller.js';
import { BooksController } from './books/books.controller.js';
import { CardEndingsController } from './cards/card-endings.controller.js';
import { CardsController } from './cards/cards.controller.js';
import { ClaimsController } from './payouts/claims.controller.js';
import { ExceptionOwnerController } from './payouts/exception-owner.controller.js';
import { ExceptionsController } from './payouts/exceptions.controller.js';
import { FinanceController } from './finance.controller.js';
import { HaltsController } from './payouts/halts.controller.js';
import { ManualEndingsController } from './manual/manual-endings.controller.js';
import { ManualReturnsController } from './manual/manual-returns.controller.js';
import { ManualController } from './manual/manual.controller.js';
import { OtherWayController } from './payouts/other-way.controller.js';
import { MoneyController } from './money/money.controller.js';
import { TopUpArrivalController } from './money/top-up-arrival.controller.js';
import { TopUpReturnController } from './money/top-up-return.controller.js';
import { TopUpsController } from './money/top-ups.controller.js';
import { UpcomingController } from './money/upcoming.controller.js';
import { NewFundController } from './books/new-fund.controller.js';
import { PayoutsController } from './payouts/payouts.controller.js';
import { PeriodsController } from './periods/periods.controller.js';
import { RatesController, RevaluationController } from './books/rates.controller.js';
import { ReadyController } from './batches/ready.controller.js';
import { reconciliationControllers } from './reconciliation/reconciliation.js';
import { SmallRestsController } from './payouts/small-rests.controller.js';
import { SendingController } from './payouts/sending.controller.js';
import { VouchersController } from './books/vouchers.controller.js';
import { SignOffController } from './periods/sign-off.controller.js';
import { WaitingController } from './payouts/waiting.controller.js';
import { StatementsController } from './books/statements.controller.js';
import { YearEndController } from './periods/year-end.controller.js';

/** Finance's door: what is ready, batches, single payouts, exceptions, the books, reconciliation. */
export const financeControllers: Type[] = [
  FinanceController,
  ReadyController,
  BatchesController,
  BatchReleaseController,
  BatchPauseController,
  PayoutsController,
  ExceptionsController,
  WaitingController,
  ClaimsController,
  CardsController,
  CardEndingsController,
  ExceptionOwnerController,
  HaltsController,
  OtherWayController,
  SendingController,
  SmallRestsController,
  MoneyController,
  TopUpsController,
  TopUpArrivalController,
  TopUpReturnController,
  UpcomingController,
  ManualController,
  ManualEndingsController,
  ManualReturnsController,
  BooksController,
  VouchersController,
  NewFundController,
  AwardScheduleController,
  AwardsController,
  ...reconciliationControllers,
  PeriodsController,
  RevaluationController,
  SignOffController,
  YearEndController,
  RatesController,
  StatementsController,
];
