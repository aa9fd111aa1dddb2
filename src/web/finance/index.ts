import type { Type } from '@nestjs/common';
import { BatchesController } from './batches.controller.js';
import { ExceptionsController } from './exceptions.controller.js';
import { FinanceController } from './finance.controller.js';
import { HaltsController } from './halts.controller.js';
import { PayoutsController } from './payouts.controller.js';
import { ReadyController } from './ready.controller.js';
import { reconciliationControllers } from './reconciliation.js';

/** Finance's door: what is ready, batches, single payouts, exceptions, reconciliation. */
export const financeControllers: Type[] = [
  FinanceController,
  ReadyController,
  BatchesController,
  PayoutsController,
  ExceptionsController,
  HaltsController,
  ...reconciliationControllers,
];
