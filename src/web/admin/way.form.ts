import { IsHexadecimal, IsIn, IsString, Length, Matches, MaxLength } from 'class-validator';

const UNREADABLE = 'This form cannot be read. Go back and open the page again.';
const AMOUNT = { message: 'Enter an amount in figures, like 250, or leave it empty.' };

/** One way to be paid of a programme: on or off, its place, what one payment may be. */
export class ChangeWayForm {
  @IsIn(['yes', 'no'], { message: 'Choose whether people are offered this way.' })
  offered!: 'yes' | 'no';

  @Matches(/^[1-9]$/, { message: 'Choose a place from 1 to 9.' })
  @IsString({ message: 'Choose a place from 1 to 9.' })
  place!: string;

  @MaxLength(20, AMOUNT)
  @IsString(AMOUNT)
  least!: string;

  @MaxLength(20, AMOUNT)
  @IsString(AMOUNT)
  most!: string;
}

/** The same, confirmed: `seen` is the digest of the ways that the check page showed. */
export class ConfirmWayForm extends ChangeWayForm {
  @IsHexadecimal({ message: UNREADABLE })
  @Length(64, 64, { message: UNREADABLE })
  seen!: string;
}
