import type { Channel, ContactWindow } from '#privacy';
import type { FilledBy, Urgency } from './application.js';

export const NEEDS = [
  'housing',
  'food',
  'travel',
  'phone',
  'health',
  'children',
  'papers',
  'work',
  'debts',
  'other',
] as const;
/** What the money is for; several may be chosen. */
export type Need = (typeof NEEDS)[number];

/** One address, as she typed it (shown back to her) and as machines need it. */
export interface ContactValue {
  readonly typed: string;
  readonly value: string;
}

/** What makes a call or a text safe; the defaults are the safest choices. */
export interface ContactSafety {
  readonly windows: readonly ContactWindow[];
  readonly voicemail: boolean;
  readonly sharedDevice: boolean;
  /** Days after which we stop using it. */
  readonly days: number;
}

/** Who can speak for her. */
export interface Voucher {
  readonly answer: 'yes' | 'no' | 'unsure';
  readonly name?: string | undefined;
  readonly agency?: string | undefined;
}

/** Everything a draft may hold; each part is missing until its screen was sent, and again when she empties it. Sealed as one envelope. */
export interface DraftAnswers {
  readonly filledBy?: FilledBy | undefined;
  readonly needs?: readonly Need[] | undefined;
  readonly otherNeed?: string | undefined;
  readonly when?: Urgency | null | undefined;
  /** As typed; read by Money.parse. */
  readonly amount?: string | undefined;
  readonly name?: string | undefined;
  readonly pronouns?: string | undefined;
  /** An empty list is her choice of no contact. */
  readonly channels?: readonly Channel[] | undefined;
  readonly contacts?: Readonly<Partial<Record<Channel, ContactValue>>> | undefined;
  readonly safety?: ContactSafety | undefined;
  readonly codeWord?: string | undefined;
  readonly askQuestion?: boolean | undefined;
  /** A way to be paid by a rail of the programme, or null for "not sure". */
  readonly rail?: string | null | undefined;
  readonly voucher?: Voucher | undefined;
  readonly anythingElse?: string | undefined;
}

/** Group `request`: what a reviewer reads. No name, no address. */
export interface RequestAnswers {
  readonly needs: readonly Need[];
  readonly when: Urgency | null;
  readonly otherNeed: string | null;
  readonly anythingElse: string | null;
  readonly filledBy: FilledBy;
}

/** Group `person`: opened only with a reason. */
export interface PersonAnswers {
  readonly name: string;
  readonly pronouns: string | null;
  readonly codeWord: string | null;
  /** She wants to be asked a question instead of hearing a word. */
  readonly askQuestion: boolean;
  readonly voucher: Voucher | null;
}

/** What is still missing before the draft can be sent, as numbers of its screens, in order. */
export function missingScreens(draft: DraftAnswers): number[] {
  const done: Readonly<Record<number, boolean>> = {
    3: draft.filledBy !== undefined,
    4: (draft.needs?.length ?? 0) > 0,
    5: draft.amount !== undefined,
    6: draft.name !== undefined,
    7: draft.channels !== undefined && missingContacts(draft).length === 0,
    10: draft.rail !== undefined,
  };
  return Object.entries(done)
    .filter(([, isDone]) => !isDone)
    .map(([screen]) => Number(screen));
}

/** Chosen channels that have no address yet. */
export function missingContacts(draft: DraftAnswers): Channel[] {
  return (draft.channels ?? []).filter((channel) => draft.contacts?.[channel] === undefined);
}

/** Whether she asked for something that makes a telephone ring or light up. */
export function usesTelephone(draft: DraftAnswers): boolean {
  return draft.channels?.some((channel) => channel === 'sms' || channel === 'call') ?? false;
}
