import { IsEmail, Length } from 'class-validator';

/** A new member of staff. */
export class InvitePersonForm {
  @Length(2, 80, { message: 'Enter a name of 2 to 80 letters.' })
  name!: string;

  @IsEmail({}, { message: 'Enter an e-mail address, like name@example.org.' })
  email!: string;
}
