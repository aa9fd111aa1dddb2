import type { Id } from '#kernel';

/** What can stop a request beside its state. */
export type HoldKind = 'duplicate' | 'safety' | 'sanctions' | 'document' | 'fraud' | 'budget';

/** Why a hold is opened: each code with its kind and words for staff. */
export const HOLD_REASONS = {
  SAME_PERSON_OPEN: { kind: 'duplicate', label: 'The same person has another open request' },
  SEEN_BEFORE: { kind: 'duplicate', label: 'A request like this was seen before' },
  PROGRAMME_CLOSED: { kind: 'budget', label: 'The programme was closed when the request arrived' },
  CONTACT_MAY_HARM: {
    kind: 'safety',
    label: 'Paying or answering now may put the person in danger',
  },
  // Said to reviewers: sharing can be innocent, and nobody is refused for it.
  INSTRUMENT_SHARED: {
    kind: 'safety',
    label:
      'Several people are paid to one account. A shelter, a partner or a family may share one; look whether she can reach the money herself, and clear it if so',
  },
  CHANGE_NOT_HERS: {
    kind: 'safety',
    label:
      'She says that somebody else changed where her money goes. Ask her, in a safe way, before anything is paid',
  },
  INSTRUMENT_LISTED: {
    kind: 'fraud',
    label: 'The account needs a look by the administrator before anything is paid',
  },
  NAME_TO_CHECK: { kind: 'sanctions', label: 'A name must be checked against a list' },
  PAPER_MISSING: { kind: 'document', label: 'Something the programme asks for is missing' },
  STORY_UNCLEAR: { kind: 'fraud', label: 'Something does not fit and needs a second pair of eyes' },
} as const satisfies Readonly<Record<string, { kind: HoldKind; label: string }>>;

export type HoldReason = keyof typeof HOLD_REASONS;

/** A stop with an owner and a date, so that none is forgotten. It blocks approval and release while it is open. */
export interface Hold {
  readonly id: Id<'hold'>;
  readonly applicationId: Id<'application'>;
  readonly kind: HoldKind;
  readonly reasonCode: HoldReason;
  readonly ownerId: Id<'person'> | null;
  /** UTC date by which somebody looks at it. */
  readonly dueOn: string;
  /** A person's id or `system`. */
  readonly openedBy: string;
  readonly openedAt: Date;
  readonly clearedBy: string | null;
  readonly clearedReason: string | null;
  readonly clearedAt: Date | null;
}

/** Who opened a hold does not clear it: the second pair of eyes is the point. */
export function mayClear(hold: Hold, personId: Id<'person'>): boolean {
  return hold.openedBy !== personId;
}
