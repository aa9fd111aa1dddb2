import { DomainError } from '#kernel';

/**
 * Why we say no, as codes with the catalogue key of the sentence the person reads. They live here and
 * not with the deciders because they are her words before they are ours: each is true, short, and not about her.
 */
export const DECLINE_REASONS = {
  FUND_EMPTY: 'decline.fund_empty',
  NEED_OUTSIDE: 'decline.need_outside',
  AREA_OUTSIDE: 'decline.area_outside',
  ALREADY_HELPED: 'decline.already_helped',
  LIMIT_REACHED: 'decline.limit_reached',
  OTHER_SOURCE: 'decline.other_source',
  NOT_ENOUGH_KNOWN: 'decline.not_enough_known',
} as const;

export type DeclineReason = keyof typeof DECLINE_REASONS;

/** Whether `code` is a reason we may give. */
export function isDeclineReason(code: unknown): code is DeclineReason {
  return typeof code === 'string' && Object.hasOwn(DECLINE_REASONS, code);
}

/** `code` as a reason; throws `REASON_UNKNOWN` (invalid). */
export function parseDeclineReason(code: unknown): DeclineReason {
  if (isDeclineReason(code)) return code;
  throw new DomainError('invalid', 'REASON_UNKNOWN', 'Choose a reason from the list.');
}
