import { IsIn, IsOptional, IsString, Length, Matches, MaxLength } from 'class-validator';

const UNREADABLE = 'This form cannot be read. Go back and open the page again.';
const SHORT = 'Use at most 100 characters.';
const VOUCHER_ID = /^vch_[0-9a-z]{20}$/;

/** What somebody writes for the books. Which fields are due is the kind's: `readVoucher` says. */
export class WriteVoucherForm {
  @IsOptional()
  @MaxLength(40, { message: UNREADABLE })
  variant?: string;

  @IsOptional()
  @MaxLength(12, { message: UNREADABLE })
  fund?: string;

  @IsOptional()
  @MaxLength(30, { message: SHORT })
  amount?: string;

  @IsOptional()
  @MaxLength(3, { message: UNREADABLE })
  currency?: string;

  @IsOptional()
  @MaxLength(12, { message: UNREADABLE })
  counterFund?: string;

  @IsOptional()
  @MaxLength(30, { message: SHORT })
  counterAmount?: string;

  @IsOptional()
  @MaxLength(3, { message: UNREADABLE })
  counterCurrency?: string;

  @IsOptional()
  @MaxLength(100, { message: SHORT })
  award?: string;

  @IsOptional()
  @MaxLength(50_000, { message: 'Use at most 50,000 characters.' })
  lines?: string;

  @IsOptional()
  @MaxLength(20, { message: SHORT })
  reverses?: string;

  @IsOptional()
  @MaxLength(10, { message: 'Write dates like 2026-01-31.' })
  on?: string;

  @IsOptional()
  @MaxLength(10, { message: 'Write dates like 2026-01-31.' })
  relatesTo?: string;

  @IsOptional()
  @MaxLength(100, { message: SHORT })
  source?: string;

  @IsOptional()
  @MaxLength(300, { message: 'Use at most 300 characters.' })
  reason?: string;
}

/** The same, confirmed; the id makes sending it twice one voucher. */
export class EnterVoucherForm extends WriteVoucherForm {
  @Matches(VOUCHER_ID, { message: UNREADABLE })
  id!: string;
}

/** Why a second person says no. */
export class DeclineVoucherForm {
  @Length(3, 300, { message: 'Say why, in 3 to 300 characters.' })
  reason!: string;
}

/** Why money that was promised or paid is put right. */
export class CorrectMoneyForm {
  @Matches(VOUCHER_ID, { message: UNREADABLE })
  id!: string;

  @Length(3, 300, { message: 'Say why, in 3 to 300 characters.' })
  reason!: string;
}

/** A fund to be opened. What is wrong with it the books say. */
export class OpenFundForm {
  @Length(2, 12, { message: 'Use 2 to 12 capital letters, digits and hyphens.' })
  code!: string;

  @Length(2, 80, { message: 'Use 2 to 80 characters.' })
  name!: string;

  @IsIn(['none', 'purpose', 'time', 'purpose_time', 'conditional'], {
    message: 'Choose what the giver allows it for.',
  })
  restriction!: 'none' | 'purpose' | 'time' | 'purpose_time' | 'conditional';

  @IsString({ message: UNREADABLE })
  @MaxLength(60, { message: 'Use at most 60 characters.' })
  funderAwardNo = '';

  @Matches(/^([0-9]{2}\.[0-9]{3})?$/, { message: 'Write it like 16.320.' })
  assistanceListing = '';

  @Matches(/^([0-9]{4}-[0-9]{2}-[0-9]{2})?$/, { message: 'Write dates like 2026-01-31.' })
  startsOn = '';

  @Matches(/^([0-9]{4}-[0-9]{2}-[0-9]{2})?$/, { message: 'Write dates like 2026-01-31.' })
  endsOn = '';
}
