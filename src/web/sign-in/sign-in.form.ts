import { Length, Matches } from 'class-validator';

/** Bounds what the slow hash is asked to chew. */
const LONGEST = 200;

/** What staff sign in with: everything on one page, so that an answer tells nothing about a part. */
export class SignInForm {
  @Length(3, LONGEST, { message: 'Enter your e-mail address.' })
  email!: string;

  @Length(1, LONGEST, { message: 'Enter your password.' })
  password!: string;

  @Matches(/^\d{3} ?\d{3}$/, { message: 'Enter the 6 digits that your authenticator shows.' })
  code!: string;
}

/** What a person chooses instead of what an administrator made. */
export class OwnSignInForm {
  @Length(12, LONGEST, { message: 'Choose a password of 12 letters or more.' })
  password!: string;

  @Length(1, LONGEST, { message: 'Type the password again.' })
  again!: string;

  @Matches(/^[A-Z2-7]{32}$/, { message: 'Take over the secret that this page shows.' })
  secret!: string;

  @Matches(/^\d{3} ?\d{3}$/, { message: 'Enter the 6 digits that your authenticator shows.' })
  code!: string;
}
