import { IsIn, IsOptional, IsString, Matches } from 'class-validator';
import { CATCHINGS, PAUSE_REASONS, type Catching, type PauseReason } from '#approvals';

const UNREADABLE = { message: 'This form cannot be read. Go back and open the page again.' };

export class SuspendPaymentsForm {
  @IsIn(PAUSE_REASONS, { message: 'Choose why.' })
  reason!: PauseReason;

  @IsOptional()
  @IsIn(['yes'], UNREADABLE)
  callBack?: string;
}

/** Asked only when something fell due meanwhile. */
export class ResumePaymentsForm {
  @IsOptional()
  @IsIn(CATCHINGS, { message: 'Choose what becomes of the payments that waited.' })
  catching?: Catching;
}

/** Which payment is left out: the one the page showed. */
export class LeaveOutPaymentForm {
  @Matches(/^ins_[0-9a-z]{20}$/, UNREADABLE)
  @IsString(UNREADABLE)
  part!: string;
}
