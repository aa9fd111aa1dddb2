import { IsString, Matches, MaxLength } from 'class-validator';

const ROUTING = { message: 'Enter the nine figures of the routing number.' };
const ACCOUNT = { message: 'Enter the account number, 4 to 17 figures.' };

/** An account of somebody who works here, as it is typed. */
export class ListInstrumentForm {
  @Matches(/^per_[0-9a-z]{20}$/, { message: 'Choose whose account it is.' })
  @IsString({ message: 'Choose whose account it is.' })
  person!: string;

  @MaxLength(60, ROUTING)
  @IsString(ROUTING)
  routingNumber!: string;

  @MaxLength(60, ACCOUNT)
  @IsString(ACCOUNT)
  accountNumber!: string;
}
