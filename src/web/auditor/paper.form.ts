import { IsIn, Matches, MaxLength } from 'class-validator';
import { VERDICTS, type Verdict } from '#assurance';

const CHOOSE = { message: 'Choose pass, fail or not applicable.' };

/** A working paper about one item; `version` is the one on the page when it was written. */
export class SignPaperForm {
  @IsIn(VERDICTS, CHOOSE)
  two_people!: Verdict;

  @IsIn(VERDICTS, CHOOSE)
  within_policy!: Verdict;

  @IsIn(VERDICTS, CHOOSE)
  amount_agrees!: Verdict;

  @IsIn(VERDICTS, CHOOSE)
  verified_method!: Verdict;

  @IsIn(VERDICTS, CHOOSE)
  settled!: Verdict;

  @IsIn(VERDICTS, CHOOSE)
  right_period!: Verdict;

  @MaxLength(500, { message: 'A note has at most 500 characters.' })
  note = '';

  @MaxLength(20, { message: 'Enter an amount in figures, like 250.' })
  audited = '';

  @Matches(/^[0-9]{1,6}$/, {
    message: 'This form cannot be read. Go back and open the page again.',
  })
  version!: string;
}
