import type { Type } from '@nestjs/common';
import { AwardsController } from './awards.controller.js';
import { BatchPauseController } from './batch-pause.controller.js';
import { BatchReleaseController } from './batch-release.controller.js';
import { BatchesController } from './batches.controller.js';
import { BooksController } from './books.controller.js';
import { ClaimsController } from './claims.controller.js';
import { ExceptionOwnerController } from './exception-owner.controller.js';
import { ExceptionsController } from './exceptions.controller.js';
import { FinanceController } from './finance.controller.js';
import { HaltsController } from './halts.controller.js';
import { ManualEndingsController } from './manual-endings.controller.js';
import { ManualController } from './manual.controller.js';
import { NewFundController } from './new-fund.controller.js';
import { PayoutsController } from './payouts.controller.js';
import { PeriodsController } from './periods.controller.js';
import { RatesController, RevaluationController } from './rates.controller.js';
import { ReadyController } from './ready.controller.js';
import { reconciliationControllers } from './reconciliation.js';
import { VouchersController } from './vouchers.controller.js';
import { SignOffController } from './sign-off.controller.js';
import { StatementsController } from './statements.controller.js';
import { YearEndController } from './year-end.controller.js';

/** Finance's door: what is ready, batches, single payouts, exceptions, the books, reconciliation. */
export const financeControllers: Type[] = [
  FinanceController,
  ReadyController,
  BatchesController,
  BatchReleaseController,
  BatchPauseController,
  PayoutsController,
  ExceptionsController,
  ClaimsController,
  ExceptionOwnerController,
  HaltsController,
  ManualController,
  ManualEndingsController,
  BooksController,
  VouchersController,
  NewFundController,
  AwardsController,
  ...reconciliationControllers,
  PeriodsController,
  RevaluationController,
  SignOffController,
  YearEndController,
  RatesController,
  StatementsController,
];
