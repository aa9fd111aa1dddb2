import { IsIn, IsNotEmpty, IsOptional, IsString, MaxLength } from 'class-validator';

const AGAIN = { message: 'err.pay_again' };
/** Longer than any account number with all its spaces. */
const MOST_DIGITS = { message: 'err.pay_account' };
const LONGEST = { message: 'err.pay_long' };

/** Which way. Whether it is on offer is looked up. */
export class ChooseWayForm {
  @MaxLength(40, { message: 'err.pay_way' })
  @IsString({ message: 'err.pay_way' })
  rail!: string;
}

/** Who can see the account; `go_on` when she was told of other ways and stays with this one. */
export class SayWhoSeesForm extends ChooseWayForm {
  @IsIn(['only_me', 'someone', 'unsure', 'go_on'], { message: 'err.pay_seen' })
  seen!: 'only_me' | 'someone' | 'unsure' | 'go_on';
}

/** Details as she types them; what they must be is checked by the payouts module, which names every problem. */
class DetailsForm extends ChooseWayForm {
  @IsOptional()
  @IsIn(['yes'], { message: 'err.pay_consent' })
  consent?: string;
}

class NamedForm extends DetailsForm {
  @MaxLength(200, LONGEST)
  @IsString({ message: 'err.pay_given' })
  givenName!: string;

  @MaxLength(200, LONGEST)
  @IsString({ message: 'err.pay_surname' })
  surname!: string;
}

export class BankAccountForm extends NamedForm {
  @MaxLength(40, { message: 'err.pay_country' })
  @IsString({ message: 'err.pay_country' })
  country!: string;

  @MaxLength(60, { message: 'err.pay_routing' })
  @IsString({ message: 'err.pay_routing' })
  routingNumber!: string;

  @MaxLength(60, MOST_DIGITS)
  @IsString(MOST_DIGITS)
  accountNumber!: string;

  @IsIn(['checking', 'savings'], { message: 'err.choose' })
  accountType!: 'checking' | 'savings';
}

export class NameForm extends NamedForm {}

export class NameAndAddressForm extends NamedForm {
  @MaxLength(200, { message: 'err.pay_line_long' })
  @IsString({ message: 'err.pay_line1' })
  line1!: string;

  @MaxLength(200, { message: 'err.pay_line_long' })
  @IsString({ message: 'err.pay_city' })
  city!: string;

  @MaxLength(40, { message: 'err.pay_region' })
  @IsString({ message: 'err.pay_region' })
  region!: string;

  @MaxLength(40, { message: 'err.pay_zip' })
  @IsString({ message: 'err.pay_zip' })
  postalCode!: string;
}

export class InstructionForm extends DetailsForm {
  @IsIn(['check', 'cash', 'vendor'], { message: 'err.choose' })
  way!: 'check' | 'cash' | 'vendor';

  @MaxLength(400, { message: 'err.pay_line_long' })
  @IsString({ message: 'err.pay_payee' })
  payee!: string;

  @MaxLength(400, { message: 'err.pay_line_long' })
  @IsString({ message: 'err.pay_address' })
  address!: string;

  @MaxLength(400, { message: 'err.pay_line_long' })
  @IsString({ message: 'err.pay_vendor_account' })
  account!: string;
}

export class NothingForm extends DetailsForm {}

/** The confirmation: the details travel sealed. */
export class UseWayForm extends ChooseWayForm {
  @MaxLength(8_000, AGAIN)
  @IsString(AGAIN)
  carried!: string;

  @IsOptional()
  @IsIn(['now', 'next'], { message: 'err.choose' })
  from?: 'now' | 'next';
}

/** Her PIN once more, before the link that is cash, or the number of a card. */
export class ShowLinkForm {
  @MaxLength(20, { message: 'err.pin_enter' })
  @IsNotEmpty({ message: 'err.pin_enter' })
  @IsString({ message: 'err.pin_enter' })
  pin!: string;
}
