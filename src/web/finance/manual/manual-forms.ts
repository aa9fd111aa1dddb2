import { IsIn } from 'class-validator';

/** Why a payment by hand could not be done, or came back. */
export const WHY = {
  bad_account: 'The address or account is wrong',
  declined: 'The payee did not take it',
  expired: 'It was never cashed or picked up, and was stopped',
  unknown: 'Something else',
} as const;

export class ManualReasonForm {
  @IsIn(Object.keys(WHY), { message: 'Choose why.' })
  reason!: keyof typeof WHY;
}
