import { IsString, Matches, MaxLength } from 'class-validator';

const WHOSE = { message: 'Choose whose account it is.' };
const A_PERSON = /^per_[0-9a-z]{20}$/;
const ROUTING = { message: 'Enter the nine figures of the routing number.' };
const ACCOUNT = { message: 'Enter the account number, 4 to 17 figures.' };
const MARK = { message: 'Enter the fingerprint as Stripe shows it: letters and figures.' };

/** An account of somebody who works here, as it is typed. */
export class ListInstrumentForm {
  @Matches(A_PERSON, WHOSE)
  @IsString(WHOSE)
  person!: string;

  @MaxLength(60, ROUTING)
  @IsString(ROUTING)
  routingNumber!: string;

  @MaxLength(60, ACCOUNT)
  @IsString(ACCOUNT)
  accountNumber!: string;
}

/** A card or connected account of somebody who works here, by the payment company's mark of it. */
export class ListMarkForm {
  @Matches(A_PERSON, WHOSE)
  @IsString(WHOSE)
  holder!: string;

  @Matches(/^[A-Za-z0-9]{8,64}$/, MARK)
  @IsString(MARK)
  mark!: string;
}
