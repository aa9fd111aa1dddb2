import {
  IsHexadecimal,
  IsIn,
  IsOptional,
  IsString,
  Length,
  Matches,
  MaxLength,
} from 'class-validator';

const UNREADABLE = 'This form cannot be read. Go back and open the page again.';

/** A digest of what the page showed: nobody signs or posts anything else. */
export class SeenForm {
  @IsHexadecimal({ message: UNREADABLE })
  @Length(64, 64, { message: UNREADABLE })
  seen!: string;
}

/** The first signature under an account; `stated` where a person reads the balance on the provider's paper. */
export class SignAccountForm {
  @IsOptional()
  @IsString({ message: UNREADABLE })
  @MaxLength(30, { message: 'Enter an amount in figures, like 250.' })
  stated?: string;
}

/** An exchange rate that somebody read. */
export class EnterRateForm {
  @IsIn(['MXN', 'JPY'], { message: 'Choose a currency.' })
  currency!: 'MXN' | 'JPY';

  @Matches(/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/, { message: 'Write the day like 2026-01-31.' })
  onDate!: string;

  @Matches(/^[0-9]{1,9}(\.[0-9]{1,9})?$/, {
    message: 'Write the rate as a decimal number above zero, like 0.0541.',
  })
  rate!: string;

  @Length(3, 100, { message: 'Say where you read it, in 3 to 100 characters.' })
  source!: string;
}
