/** Names of the tasks this module queues. */
export const MAKE_TASK = 'exports.make';
