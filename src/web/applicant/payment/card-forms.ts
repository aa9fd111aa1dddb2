import { IsIn, IsString, Matches, MaxLength } from 'class-validator';

/** What the script of the page with the number sends; no person ever reads what is wrong with it. */
export class CardKeyForm {
  @MaxLength(1_000)
  @IsString()
  ticket!: string;

  @Matches(/^\w{1,200}$/)
  @IsString()
  nonce!: string;
}

export class LostCardForm {
  @IsIn(['lost', 'stolen'], { message: 'err.choose' })
  loss!: 'lost' | 'stolen';
}
