/**
 * Follow-up: did the money arrive. A question two days after a payment, answered on the status page.
 *
 * In:  facts about payouts; what people answer.
 * Out: open questions, payment traces for money that did not come.
 * Always: an answer never changes a grant; nobody is written to unless it is safe; at most two reminders; words are
 *         sealed and staff do not read them; after thirty days the question is gone.
 */
export { ANSWERS, type Answer, type FollowUp } from './follow-up.js';
export { followUpGraph } from './follow-up.states.js';
export { FollowUpSweep } from './follow-up-sweep.service.js';
export { followUpInvariants } from './follow-up.invariants.js';
export { FollowUpModule } from './follow-up.module.js';
export { FollowUps } from './follow-ups.service.js';
export { TRACE_OUTCOMES, type Grievance, type TraceOutcome } from './grievance.js';
export { grievanceGraph } from './grievance.states.js';
export { Grievances } from './grievances.service.js';
