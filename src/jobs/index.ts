/**
 * Jobs: what the house does by the clock, and the watch over its promises.
 *
 * In:  the time.
 * Out: calls into the modules, one for each line of timetable.ts; seals of the log every second; halted sending
 *      when a promise is broken or the log was tampered with.
 * Always: a period is worked off once, whichever process looks at the clock first; a run that died is taken up
 *         again; nothing is decided here.
 */
export { InvariantCheck, type Verdict } from './invariant-check.service.js';
export { SealingLoop } from './sealing-loop.js';
export { allInvariants } from './invariants.js';
export { JobsModule } from './jobs.module.js';
export { describeTimetable } from './timetable.js';
export { Timetable } from './timetable.service.js';
