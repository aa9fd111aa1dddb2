import { IsIn, Matches, MaxLength } from 'class-validator';

const UNREADABLE = 'This form cannot be read. Go back and open the page again.';
const DATE = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;

/** What somebody writes down after money was sent from the bank. What else is due `readTopUp` says. */
export class WriteTopUpForm {
  @IsIn(['payouts', 'connect', 'cards', 'rewards'], { message: 'Choose where it was sent.' })
  purse!: 'payouts' | 'connect' | 'cards' | 'rewards';

  @Matches(/^[A-Z0-9-]{2,12}$/, { message: 'Choose a fund.' })
  fund!: string;

  @MaxLength(30, { message: 'Use at most 30 characters.' })
  amount!: string;

  @Matches(/^[A-Za-z0-9][A-Za-z0-9 ./-]{2,59}$/, {
    message: 'Copy what the bank calls the transfer: 3 to 60 letters and digits.',
  })
  bankReference!: string;

  @Matches(DATE, { message: 'Write dates like 2026-01-31.' })
  expectedOn!: string;
}

/** The same, confirmed; the id makes sending it twice one transfer. */
export class EnterTopUpForm extends WriteTopUpForm {
  @Matches(/^top_[0-9a-z]{20}$/, { message: UNREADABLE })
  id!: string;
}

/** When the provider's paper says that it came. */
export class ArrivedForm {
  @Matches(DATE, { message: 'Write dates like 2026-01-31.' })
  on!: string;
}
