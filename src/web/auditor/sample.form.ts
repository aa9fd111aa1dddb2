import { IsHexadecimal, IsIn, IsOptional, Length, Matches, MaxLength } from 'class-validator';
import { METHODS, OUTCOMES, type Method, type Outcome } from '#assurance';
import { ENTRY_KINDS } from '#ledger';
import { Several } from '../forms/several.js';

const UNREADABLE = 'This form cannot be read. Go back and open the page again.';
const CURRENCIES = ['USD', 'MXN', 'JPY'];

/** What to sample and how. Which of the optional fields are asked for depends on the method. */
export class DrawSampleForm {
  @IsIn(METHODS, { message: 'Choose a method.' })
  method!: Method;

  @Several()
  @IsIn(ENTRY_KINDS, { each: true, message: 'Choose from the kinds of entry.' })
  kinds: string[] = [];

  @MaxLength(12, { message: 'Choose one of the funds.' })
  fund = '';

  @IsIn(CURRENCIES, { message: 'Choose a currency.' })
  currency: 'USD' | 'MXN' | 'JPY' = 'USD';

  @MaxLength(10, { message: 'Write the first day like 2026-01-31.' })
  from = '';

  @MaxLength(10, { message: 'Write the last day like 2026-01-31.' })
  to = '';

  @IsOptional()
  @Matches(/^[0-9]{1,7}$/, { message: 'Give the number of items in figures.' })
  size?: string;

  @IsOptional()
  @Matches(/^[A-Za-z0-9._-]{1,64}$/, {
    message: 'A seed has 1 to 64 letters, digits, dots, dashes or underscores.',
  })
  seed?: string;

  @IsOptional()
  @IsIn(['kind', 'rail', 'amount'], { message: 'Choose what the parts are made by.' })
  by?: 'kind' | 'rail' | 'amount';

  @IsOptional()
  @MaxLength(200, { message: 'Give at most ten amounts, with a semicolon between them.' })
  bands?: string;

  @IsOptional()
  @MaxLength(20, { message: 'Enter an amount in figures, like 250.' })
  limit?: string;

  @IsOptional()
  @Matches(/^[1-9][0-9]?$/, { message: 'Give whole per cent from 1 to 99.' })
  percent?: string;

  @IsOptional()
  @MaxLength(20, { message: 'Enter an amount in figures, like 100.' })
  unit?: string;
}

/** The same, confirmed: `seen` is the digest of the population that the check page showed. */
export class ConfirmSampleForm extends DrawSampleForm {
  @IsHexadecimal({ message: UNREADABLE })
  @Length(64, 64, { message: UNREADABLE })
  seen!: string;
}

/** The conclusion over a sample; `version` is the one on the page when it was written. */
export class ConcludeSampleForm {
  @IsIn(OUTCOMES, { message: 'Choose how it ended.' })
  outcome!: Outcome;

  @Length(1, 1_000, { message: 'Say what the conclusion rests on, in at most 1,000 characters.' })
  note!: string;

  @Matches(/^[0-9]{1,6}$/, { message: UNREADABLE })
  version!: string;
}
