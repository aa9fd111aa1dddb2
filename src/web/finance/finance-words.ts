import {
  troubleOf,
  type BatchState,
  type Hindrance,
  type Obstacle,
  type PayoutState,
  type ReasonCode,
  type Trouble,
  type WaitKind,
} from '#payouts';

/** A state as staff read it, with the colour of its tag. */
export interface Tag {
  readonly text: string;
  readonly tone: '' | 'ok' | 'warn' | 'err';
}

const PAYOUT_TAGS: Readonly<Record<PayoutState, Tag>> = {
  awaiting_approval: { text: 'waiting for approval', tone: '' },
  approved: { text: 'ready', tone: '' },
  released: { text: 'released', tone: '' },
  sending: { text: 'sending', tone: '' },
  outcome_unknown: { text: 'outcome unknown', tone: 'warn' },
  in_transit: { text: 'on its way', tone: '' },
  paid: { text: 'paid', tone: 'ok' },
  settled: { text: 'settled', tone: 'ok' },
  returned: { text: 'came back', tone: 'err' },
  failed: { text: 'failed', tone: 'err' },
  cancelled: { text: 'cancelled', tone: '' },
  expired: { text: 'expired', tone: 'err' },
  undeliverable: { text: 'undeliverable', tone: 'err' },
  misdirected: { text: 'reached somebody else', tone: 'err' },
};

export const payoutTag = (state: PayoutState): Tag => PAYOUT_TAGS[state];

const BATCH_TAGS: Readonly<Record<BatchState, Tag>> = {
  open: { text: 'being built', tone: '' },
  locked: { text: 'locked', tone: '' },
  in_approval: { text: 'waiting for release', tone: 'warn' },
  approved: { text: 'waiting for a second release', tone: 'warn' },
  released: { text: 'released', tone: '' },
  processing: { text: 'sending', tone: '' },
  completed: { text: 'all paid', tone: 'ok' },
  completed_with_exceptions: { text: 'paid with exceptions', tone: 'err' },
  closed: { text: 'closed', tone: 'ok' },
  cancelled: { text: 'cancelled', tone: '' },
};

export const batchTag = (state: BatchState): Tag => BATCH_TAGS[state];

const REASONS: Readonly<Record<Trouble, string>> = {
  bad_account: 'The bank does not know this account.',
  closed_account: 'The account is closed.',
  name_mismatch: 'The name does not fit the account.',
  restricted_account: 'The bank does not let this account receive money now.',
  declined: 'The bank declined it.',
  limit: 'It is above a limit of the bank or the payment company.',
  currency: 'The account does not take this currency.',
  review: 'The payment company stopped it after a review.',
  recalled: 'The payment was called back.',
  expired: 'It was not picked up in time.',
  not_ready: 'The payment company has not finished setting the person up.',
  cancelled_at_provider: 'It was cancelled at the payment company.',
  refused: 'The payment company refused it.',
  insufficient_funds:
    'There is not enough money at the payment company. It is tried again by itself.',
  unknown: 'The payment company gave no reason we know.',
  misdirected: 'Somebody else got it. The person is owed it again.',
  undeliverable: 'It could not be brought to the person.',
};

/** What finance can do about it. Everything that failed is owed still, so nothing here is urgent for the books. */
const ADVICE: Readonly<Record<Trouble, string>> = {
  bad_account: 'The person checks the numbers and sends them again. Their page asks for it.',
  closed_account: 'Only another account or another way helps. Their page asks for it.',
  name_mismatch: 'The person checks the name and sends it again. Their page asks for it.',
  restricted_account: 'Only the bank can open it again. Their page offers other ways.',
  declined: 'Trying the same account again seldom helps. Their page offers other ways.',
  limit: 'A smaller part or another way. Check the limits of this way in the programme.',
  currency: 'The person names an account in US dollars. Their page offers other ways.',
  review:
    'Ask the payment company only what it may say. Never tell the person that they were screened.',
  recalled: 'Find out who called it back. Pay again only when you know.',
  expired: 'The person was perhaps not able to pick it up. Their page offers other ways.',
  not_ready:
    'If the payment company asks the person for something, their page leads there. Once it is done, pay the same account again; until then the new payout waits.',
  cancelled_at_provider: 'Find out who cancelled it there, then pay the same account again.',
  refused: 'Read the code of the payment company, put right what it names, then pay again.',
  insufficient_funds: 'Send money to the payment company.',
  unknown: 'Ask the payment company. If it does not say, ask the person for another way.',
  misdirected: 'Check with the person where it should go before you pay again.',
  undeliverable: 'Ask the person for another way. Their page offers other ways.',
};

export const adviceText = (state: PayoutState, reason: ReasonCode | null): string =>
  state === 'outcome_unknown' || state === 'in_transit' ? '' : ADVICE[troubleOf(state, reason)];

/** Why, in plain words; states that are no ending explain themselves. */
export function reasonText(state: PayoutState, reason: ReasonCode | null): string {
  if (state === 'outcome_unknown') {
    return 'The answer was lost. We look it up before anything else is sent.';
  }
  if (state === 'in_transit') return 'It has been on its way for long.';
  return REASONS[troubleOf(state, reason)];
}

const HINDRANCES: Readonly<Record<Hindrance, string>> = {
  on_hold:
    'The case is on hold. Nothing is sent before the hold is cleared; then it goes on by itself.',
  way_rests:
    'The person is setting up another way. Nothing is sent before that is done or given up; then it goes on by itself.',
  way_gone:
    'The person does not use this way any more, so nothing is sent there. It ends by itself once it is certain that nothing was sent, and another payout is made for the way the person has then.',
};

/** What keeps a released payout from being sent, and what becomes of it. */
export const hindranceText = (hindrance: Hindrance): string => HINDRANCES[hindrance];

export const HOLD_ADVICE = 'Reviewers look at the hold on its page and clear it when it is right.';

const OBSTACLES: Readonly<Record<Obstacle, string>> = {
  cooling_off: 'The account was changed a short time ago. It waits.',
  on_hold: 'The case is on hold.',
  with_person:
    'The payment company asks the person for something more. Their page leads there. It waits.',
  with_provider: 'The payment company cannot pay the person now and is looking into it. It waits.',
  own_case: 'You had another part in this case. Another person must prepare it.',
};

const WAITS: Readonly<Record<WaitKind, string>> = {
  unfinished: 'The person has not finished on the page of the payment company.',
  asked_for_more:
    'The payment company asks the person for something more. They were told that there is news, and their page leads there.',
  with_provider: 'The payment company has not finished looking at the person. Ask it why.',
  not_set_up:
    'It was not finished or was refused. The person can choose another way on their page.',
  stopped:
    'The payment company does not pay the person by it any more. They were asked for another way.',
};

export const waitText = (kind: WaitKind): string => WAITS[kind];

export const obstacleText = (obstacle: Obstacle): string => OBSTACLES[obstacle];
