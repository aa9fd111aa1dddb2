import { IsIn } from 'class-validator';
import { CARD_REASONS, ENDING_REASONS, type CardReason, type EndingReason } from '#payouts';

export class CardReasonForm {
  @IsIn(CARD_REASONS, { message: 'Choose why.' })
  reason!: CardReason;
}

export class ReplaceCardForm {
  @IsIn(['lost', 'stolen'], { message: 'Choose what happened to the card.' })
  loss!: 'lost' | 'stolen';
}

export class EndCardForm {
  @IsIn(ENDING_REASONS, { message: 'Choose why.' })
  reason!: EndingReason;
}
