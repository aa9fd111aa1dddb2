import {
  ArrayNotEmpty,
  IsEmail,
  IsIn,
  IsNotEmpty,
  IsOptional,
  IsString,
  Length,
  MaxLength,
} from 'class-validator';
import { FILLERS, NEEDS, URGENCIES } from '#applications';
import { CHANNELS, WINDOWS, type ContactWindow } from '#privacy';
import { Several } from '../../forms/several.js';

/** Messages are keys of the catalogue: the person reads them in her language. */
const CHOOSE = { message: 'err.choose' };
const TOO_LONG = { message: 'err.too_long' };

/** For pages whose only answer is the button. */
export class GoOnForm {
  @IsOptional()
  @IsIn(['1'], CHOOSE)
  go?: string;
}

export class CanIAskForm {
  @IsIn(['me', 'unsure', 'no'], CHOOSE)
  fits!: 'me' | 'unsure' | 'no';
}

export class WhoFillsForm {
  @IsIn(FILLERS, CHOOSE)
  who!: (typeof FILLERS)[number];

  @IsOptional()
  @IsIn(['yes'], { message: 'err.consent' })
  consent?: string;
}

export class NeedsForm {
  @Several()
  @ArrayNotEmpty({ message: 'err.needs' })
  @IsIn(NEEDS, { each: true, message: 'err.needs' })
  needs!: (typeof NEEDS)[number][];

  @IsOptional()
  @MaxLength(100, TOO_LONG)
  other?: string;

  @IsOptional()
  @IsIn([...URGENCIES, 'unsure'], CHOOSE)
  when?: (typeof URGENCIES)[number] | 'unsure';
}

export class AmountForm {
  @IsString({ message: 'err.amount' })
  @Length(1, 40, { message: 'err.amount' })
  amount!: string;
}

export class NameForm {
  @IsString({ message: 'err.name' })
  @IsNotEmpty({ message: 'err.name' })
  @MaxLength(60, { message: 'err.name_long' })
  name!: string;

  @IsOptional()
  @MaxLength(30, TOO_LONG)
  pronouns?: string;
}

export class WaysForm {
  @Several()
  @ArrayNotEmpty({ message: 'err.contact' })
  @IsIn([...CHANNELS, 'none'], { each: true, message: 'err.contact' })
  ways!: ((typeof CHANNELS)[number] | 'none')[];
}

export class TelephoneForm {
  @IsString({ message: 'err.phone' })
  @Length(1, 40, { message: 'err.phone' })
  value!: string;
}

export class MailAddressForm {
  @IsEmail({}, { message: 'err.email' })
  @MaxLength(200, { message: 'err.email' })
  value!: string;
}

export class AdvocateForm {
  @IsString({ message: 'err.advocate' })
  @Length(1, 150, { message: 'err.advocate' })
  value!: string;
}

export class LetterForm {
  @IsString({ message: 'err.letter' })
  @Length(1, 300, { message: 'err.letter' })
  value!: string;
}

/** Days a call or a text stays allowed, as the page offers them. */
export const SAFE_DAYS = ['14', '30', '90'] as const;

export class ContactSafetyForm {
  @IsOptional()
  @Several()
  @IsIn(WINDOWS, { each: true, message: 'err.choose' })
  windows?: ContactWindow[];

  @IsOptional()
  @IsIn(['yes', 'no'], CHOOSE)
  voicemail?: 'yes' | 'no';

  @IsOptional()
  @IsIn(['yes', 'no'], CHOOSE)
  shared?: 'yes' | 'no';

  @IsOptional()
  @IsIn(SAFE_DAYS, CHOOSE)
  days?: (typeof SAFE_DAYS)[number];
}

export class CodeWordForm {
  @IsOptional()
  @MaxLength(30, TOO_LONG)
  word?: string;

  @IsOptional()
  @IsIn(['yes'], CHOOSE)
  ask?: string;
}

export class PayForm {
  @IsString({ message: 'err.pay' })
  @IsNotEmpty({ message: 'err.pay' })
  rail!: string;
}

export class VoucherForm {
  @IsOptional()
  @IsIn(['yes', 'no', 'unsure'], CHOOSE)
  voucher?: 'yes' | 'no' | 'unsure';

  @IsOptional()
  @MaxLength(60, TOO_LONG)
  worker?: string;

  @IsOptional()
  @MaxLength(80, TOO_LONG)
  agency?: string;
}

export class AnythingForm {
  @IsOptional()
  @MaxLength(500, { message: 'err.words_long' })
  words?: string;
}

export class SendForm {
  @IsString({ message: 'err.pin' })
  @Length(1, 20, { message: 'err.pin' })
  pin!: string;

  @IsString({ message: 'err.unexpected' })
  @Length(1, 64, { message: 'err.unexpected' })
  key!: string;
}

export class CodeForm {
  @IsString({ message: 'err.code' })
  @Length(1, 60, { message: 'err.code' })
  code!: string;

  @IsString({ message: 'err.pin_enter' })
  @Length(1, 20, { message: 'err.pin_enter' })
  pin!: string;
}

export class LookAgainForm {
  @IsOptional()
  @MaxLength(2000, { message: 'err.words_long' })
  words?: string;
}
