import { exportBooks, exportLarge } from './export.js';
import { outage } from './outage.js';
import { payoutBatch, payoutBatchLarge } from './payout-batch.js';
import { postBatch } from './post-batch.js';
import { postHot } from './post-hot.js';
import { postSingle } from './post-single.js';
import { sealCost } from './seal-cost.js';
import { sealRate } from './seal-rate.js';
import type { Benchmark } from './support/benchmark.js';
import { verify } from './verify.js';
import { webhookIntake } from './webhook-intake.js';

/** Every benchmark there is; `npm run bench -- all` runs them in this order, but for the long ones that only their name calls. */
export const BENCHMARKS: readonly Benchmark[] = [
  postHot,
  postBatch,
  postSingle,
  sealCost,
  sealRate,
  exportBooks,
  exportLarge,
  verify,
  payoutBatch,
  payoutBatchLarge,
  outage,
  webhookIntake,
];
