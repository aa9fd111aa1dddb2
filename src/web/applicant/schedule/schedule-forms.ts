import { IsIn, IsOptional, IsString, Matches } from 'class-validator';
import { CATCHINGS, type Catching } from '#approvals';

const AGAIN = { message: 'err.plan_again' };

/** Which payment is left out: the one the page showed. */
export class LeaveOutForm {
  @Matches(/^ins_[0-9a-z]{20}$/, AGAIN)
  @IsString(AGAIN)
  part!: string;
}

/** What becomes of payments that waited; not asked when none did. */
export class GoOnWithPaymentsForm {
  @IsOptional()
  @IsIn(CATCHINGS, { message: 'err.choose' })
  catching?: Catching;
}
