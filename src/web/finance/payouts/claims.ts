import { days, type Money } from '#kernel';
import type { ReleaseReason } from '#payouts';

/** Why a held payment is right, as finance reads it. */
export const RELEASE_WORDS: Readonly<Record<ReleaseReason, string>> = {
  shared_computer: 'It was used on a shared computer, for example at a shelter.',
  private_network: 'A private network (VPN) was used, to stay safe.',
  asked_her: 'The person was asked, and says that it was them.',
};

/** Money that waits with a person, by link or on a card. */
interface Waiting {
  readonly since: Date | null;
  readonly amount: Money;
}

/** How many are how old, and how much money waits in them. Minor units. */
export interface Bucket {
  readonly label: string;
  readonly count: number;
  readonly minor: bigint;
}

const STEPS: readonly (readonly [string, number])[] = [
  ['up to 7 days', 7],
  ['8 to 30 days', 30],
  ['31 to 90 days', 90],
  ['over 90 days', Number.POSITIVE_INFINITY],
];

/** Each in the first bucket that its age fits; one that was not sent yet counts as new. */
export function bucketsOf(waiting: readonly Waiting[], now: Date): Bucket[] {
  const ages = waiting.map(({ since, amount }) => ({
    days: since === null ? 0 : (now.getTime() - since.getTime()) / days(1),
    minor: amount.minor,
  }));
  return STEPS.map(([label, most], index) => {
    const least = STEPS[index - 1]?.[1] ?? Number.NEGATIVE_INFINITY;
    const own = ages.filter((age) => age.days > least && age.days <= most);
    return {
      label,
      count: own.length,
      minor: own.reduce((total, { minor }) => total + minor, 0n),
    };
  });
}
