import { missingContacts, usesTelephone, type DraftAnswers } from '#applications';
import { CHANNELS } from '#privacy';
import { pathOf } from '../contact-values.js';

/** The questions are numbered 1 to 12 in the page titles, whatever is skipped. */
export const QUESTIONS = 12;

const LAST_QUESTION = 12;
export const CHECK = '/f/13';
export const SEND = '/f/14';

const path = (number: number): string => `/f/${String(number)}`;

/** Where a sent screen leads: to the next question that is hers, or back to the check page she came from. */
export function pathAfter(number: number, answers: DraftAnswers, isChange: boolean): string {
  const [missing] = missingContacts(answers);
  const isContact = number === 7;
  if (isContact && missing !== undefined) return withChange(pathOf(missing), isChange);
  if (isContact && usesTelephone(answers) && (!isChange || answers.safety === undefined)) {
    return withChange(path(8), isChange);
  }
  if (isChange || number === LAST_QUESTION) return CHECK;
  return path(isContact ? 9 : number + 1);
}

/** Where Back leads. */
export function pathBefore(number: number, answers: DraftAnswers, isChange: boolean): string {
  if (isChange) return CHECK;
  if (number === 8 || (number === 9 && !usesTelephone(answers))) return lastContact(answers);
  return path(number - 1);
}

/** From one address back to the one before, or to the choice of ways. */
export function pathBeforeContact(part: string, answers: DraftAnswers): string {
  const earlier = CHANNELS.slice(0, Number(part) - 1).filter((channel) =>
    answers.channels?.includes(channel),
  );
  const channel = earlier.at(-1);
  return channel === undefined ? path(7) : pathOf(channel);
}

export function withChange(address: string, isChange: boolean): string {
  return isChange ? `${address}?c=1` : address;
}

function lastContact(answers: DraftAnswers): string {
  const channel = answers.channels?.at(-1);
  return channel === undefined ? path(7) : pathOf(channel);
}
