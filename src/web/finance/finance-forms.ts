import {
  IsArray,
  IsHexadecimal,
  IsIn,
  IsString,
  Length,
  Matches,
  MaxLength,
} from 'class-validator';
import { RELEASE_REASONS, type ReleaseReason } from '#payouts';
import { Several } from '../forms/several.js';

const UNREADABLE = 'This form cannot be read. Go back and open the page again.';

/** What goes into a batch: everything of a rail but what is left out. */
export class SelectionForm {
  @IsString({ message: UNREADABLE })
  @MaxLength(40, { message: UNREADABLE })
  rail!: string;

  @Several()
  @IsArray({ message: UNREADABLE })
  @Matches(/^pay_[0-9a-z]{20}$/, { each: true, message: UNREADABLE })
  leftOut: string[] = [];
}

/** The same, confirmed: `seen` is the digest that the check page showed. */
export class ConfirmedSelectionForm extends SelectionForm {
  @IsHexadecimal({ message: UNREADABLE })
  @Length(64, 64, { message: UNREADABLE })
  seen!: string;
}

export class ReleaseForm {
  @IsHexadecimal({ message: UNREADABLE })
  @Length(64, 64, { message: UNREADABLE })
  seen!: string;
}

export class ResumeForm {
  @IsString({ message: 'Say what you found out.' })
  @Length(10, 200, { message: 'Say what you found out, in 10 to 200 letters.' })
  reason!: string;
}

export class PauseBatchForm {
  @IsString({ message: 'Say why.' })
  @Length(10, 200, { message: 'Say why, in 10 to 200 letters.' })
  reason!: string;
}

export class ReleaseHeldForm {
  @IsIn(RELEASE_REASONS, { message: 'Choose why it is right.' })
  reason!: ReleaseReason;
}

export class AssignExceptionForm {
  @IsString({ message: 'Choose somebody of finance.' })
  @Matches(/^per_[0-9a-z]{20}$/, { message: 'Choose somebody of finance.' })
  owner!: string;
}
