import { CaseController } from './case.controller.js';
import { HoldsController } from './holds.controller.js';
import { QueueController } from './queue.controller.js';

/** The reviewers' doors. */
export const reviewerControllers = [QueueController, CaseController, HoldsController];
