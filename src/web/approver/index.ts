import { ApprovalController } from './approval.controller.js';
import { DecisionsController } from './decisions.controller.js';

/** The deciders' doors. */
export const approverControllers = [DecisionsController, ApprovalController];
