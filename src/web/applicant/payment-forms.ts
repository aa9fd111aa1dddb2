import { Equals, IsIn, IsNotEmpty, IsString, MaxLength } from 'class-validator';

const LONGEST = { message: 'err.pay_long' };
/** Longer than any account number with all its spaces. */
const MOST_DIGITS = 60;

/** The bank account as she types it; what the digits mean is checked by the payouts module. */
export class BankAccountForm {
  @MaxLength(100, LONGEST)
  @IsNotEmpty({ message: 'err.pay_given' })
  @IsString({ message: 'err.pay_given' })
  givenName!: string;

  @MaxLength(100, LONGEST)
  @IsNotEmpty({ message: 'err.pay_surname' })
  @IsString({ message: 'err.pay_surname' })
  surname!: string;

  @MaxLength(MOST_DIGITS, { message: 'err.pay_routing' })
  @IsString({ message: 'err.pay_routing' })
  routingNumber!: string;

  @MaxLength(MOST_DIGITS, { message: 'err.pay_account' })
  @IsString({ message: 'err.pay_account' })
  accountNumber!: string;

  @IsIn(['checking', 'savings'], { message: 'err.choose' })
  accountType!: 'checking' | 'savings';

  @IsIn(['only_me', 'someone', 'unsure'], { message: 'err.pay_seen' })
  seen!: 'only_me' | 'someone' | 'unsure';

  @Equals('yes', { message: 'err.pay_consent' })
  consent!: string;
}

/** The confirmation: the details travel sealed. */
export class UseAccountForm {
  @MaxLength(4_000, { message: 'err.pay_again' })
  @IsString({ message: 'err.pay_again' })
  carried!: string;
}
