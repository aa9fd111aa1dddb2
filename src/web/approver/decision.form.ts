import { IsIn, IsOptional, IsString, Length, Matches, MaxLength } from 'class-validator';
import { DomainError, Money, type Currency } from '#kernel';
import { isAmountReason, WAITLIST_REASONS, type Wanted } from '#approvals';
import { isDeclineReason } from '#applications';
import type { FormProblem } from '../forms/read-form.js';

export const CHOICES = ['approve', 'decline', 'waitlist', 'return'] as const;
export type Choice = (typeof CHOICES)[number];

const FIGURES = 'Enter an amount in figures, like 250.';

/** A decision as the form sends it: all fields of all choices, of which one choice counts. */
export class DecisionForm {
  @IsIn(CHOICES, { message: 'Choose what to decide.' })
  outcome!: Choice;

  @IsOptional()
  @IsString({ message: FIGURES })
  @MaxLength(20, { message: FIGURES })
  amount?: string;

  @IsOptional()
  @IsString({ message: 'Choose why it is this amount.' })
  @MaxLength(40, { message: 'Choose why it is this amount.' })
  amountReason?: string;

  @IsOptional()
  @IsString({ message: 'Choose the reason they will read.' })
  @MaxLength(40, { message: 'Choose the reason they will read.' })
  declineReason?: string;

  @IsOptional()
  @IsString({ message: 'Write the line as text.' })
  @MaxLength(300, { message: 'A line to them can be up to 300 letters long.' })
  words?: string;

  @IsOptional()
  @IsString({ message: 'Write the question as text.' })
  @MaxLength(1000, { message: 'The question can be up to 1,000 letters long.' })
  note?: string;

  /** Digest of the decision that waited for further approvals when the page was made; empty for none. */
  @IsString({ message: 'Open the request again.' })
  @Matches(/^([0-9a-f]{64})?$/, { message: 'Open the request again.' })
  seen!: string;
}

/** A further approval of exactly what the page showed. */
export class ApprovalForm {
  @IsString({ message: 'Open the request again.' })
  @Matches(/^det_[0-9a-z]+$/, { message: 'Open the request again.' })
  determination!: string;

  @IsString({ message: 'Open the request again.' })
  @Matches(/^[0-9a-f]{64}$/, { message: 'Open the request again.' })
  digest!: string;
}

/** Why a name is shown. */
export class NameForm {
  @IsString({ message: 'Say why you need the name.' })
  @Length(5, 200, { message: 'Say why you need the name, in 5 to 200 letters.' })
  purpose!: string;
}

/** What the form asks for, or what is still to be put right. */
export type DecisionReading =
  | { readonly kind: 'decide'; readonly wanted: Wanted }
  | { readonly kind: 'return'; readonly note: string; readonly seen: string | null }
  | { readonly kind: 'problems'; readonly problems: readonly FormProblem[] };

const problem = (field: string, message: string): DecisionReading => ({
  kind: 'problems',
  problems: [{ field, message }],
});

/** Reads the one choice that counts. */
export function readDecision(form: DecisionForm, currency: Currency): DecisionReading {
  const seen = form.seen === '' ? null : form.seen;
  switch (form.outcome) {
    case 'approve':
      return readApproval(form, currency, seen);
    case 'decline':
      return isDeclineReason(form.declineReason)
        ? decide({ outcome: 'declined', reasonCode: form.declineReason, words: lineOf(form), seen })
        : problem('declineReason', 'Choose the reason they will read.');
    case 'waitlist':
      return decide({
        outcome: 'waitlisted',
        reasonCode: WAITLIST_REASONS[0],
        words: lineOf(form),
        seen,
      });
    case 'return':
      return form.note
        ? { kind: 'return', note: form.note, seen }
        : problem('note', 'Say what the reviewers should look at.');
  }
}

const decide = (wanted: Wanted): DecisionReading => ({ kind: 'decide', wanted });

const lineOf = ({ words }: DecisionForm): string | undefined => (words ? words : undefined);

function readApproval(
  { amount: text, amountReason }: DecisionForm,
  currency: Currency,
  seen: string | null,
): DecisionReading {
  if (!isAmountReason(amountReason))
    return problem('amountReason', 'Choose why it is this amount.');
  try {
    const amount = Money.parse(text ?? '', currency);
    return decide({ outcome: 'approved', amount, reasonCode: amountReason, seen });
  } catch (error) {
    if (error instanceof DomainError) return problem('amount', error.message);
    throw error;
  }
}
