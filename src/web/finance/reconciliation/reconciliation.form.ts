import { IsIn, Length } from 'class-validator';
import { TRACE_OUTCOMES, type TraceOutcome } from '#follow-up';

/** Why a break is closed: what an auditor reads instead of asking. */
export class ReasonForm {
  @Length(3, 300, { message: 'Say why, in 3 to 300 characters.' })
  reason!: string;
}

/** How a payment trace ended. */
export class TraceOutcomeForm {
  @IsIn(TRACE_OUTCOMES, { message: 'Choose how it ended.' })
  outcome!: TraceOutcome;
}
