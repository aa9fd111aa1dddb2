/** Names of the tasks this module queues. */
export const SEND_TASK = 'payouts.send';
export const FOLLOW_TASK = 'payouts.follow';
export const PLAN_TASK = 'payouts.plan';
export const INSTRUMENT_TASK = 'payouts.instrument';
