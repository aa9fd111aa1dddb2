import { ReconciliationBreakController } from './reconciliation-break.controller.js';
import { ReconciliationTracesController } from './reconciliation-traces.controller.js';
import { ReconciliationController } from './reconciliation.controller.js';

/** The pages of reconciliation, for the finance door. */
export const reconciliationControllers = [
  ReconciliationController,
  ReconciliationTracesController,
  ReconciliationBreakController,
];
