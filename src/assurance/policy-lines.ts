import { Money, parseCurrency } from '#kernel';

/** A row of the approval policy as it is stored. */
export interface StoredPolicy {
  readonly currency: string;
  readonly tiers: readonly {
    readonly upToMinor: number | null;
    readonly approvals: number;
    readonly director: boolean;
  }[];
  readonly validDays: number;
}

export function approvalLines({ currency, tiers, validDays }: StoredPolicy): string[] {
  const code = parseCurrency(currency);
  return [
    ...tiers.map(({ upToMinor, approvals, director }) => {
      const upTo =
        upToMinor === null ? 'Above that' : `Up to ${Money.of(BigInt(upToMinor), code).format()}`;
      const people = approvals === 1 ? '1 person approves' : `${String(approvals)} people approve`;
      return `${upTo}: ${people}${director ? ', one of them the finance director' : ''}.`;
    }),
    `An approval counts for ${String(validDays)} days.`,
  ];
}

/** A row of the rubric as it is stored. */
export interface StoredRubric {
  readonly currency: string;
  readonly criteria: readonly {
    readonly title: string;
    readonly weight: number;
    readonly anchors: readonly string[];
  }[];
  readonly oneReviewUpTo: string;
  readonly largeDifference: number;
}

export function rubricLines(rubric: StoredRubric): string[] {
  const upTo = Money.of(BigInt(rubric.oneReviewUpTo), parseCurrency(rubric.currency)).format();
  return [
    ...rubric.criteria.flatMap(({ title, weight, anchors }) => [
      `${title}, weight ${String(weight)}.`,
      ...anchors.map((anchor, points) => `${title}, ${String(points)}: ${anchor}.`),
    ]),
    `Up to ${upTo} one review is enough.`,
    `Two scores more than ${String(rubric.largeDifference)} apart bring a third reviewer.`,
  ];
}

/** A row of a programme as it was stored. */
export interface StoredProgramme {
  readonly name: string;
  readonly fund: string;
  readonly currency: string;
  readonly least_minor: number;
  readonly most_minor: number;
  readonly instalments: number;
  readonly rails: readonly string[];
  /** Missing in versions from before there were any. */
  readonly rail_limits?: Readonly<
    Record<string, { readonly leastMinor: string | null; readonly mostMinor: string | null }>
  >;
  readonly answer_within_days: number;
  readonly opened_at: string;
  readonly closed_at: string | null;
}

export function programmeLines(programme: StoredProgramme): string[] {
  const money = (minor: number | string): string =>
    Money.of(BigInt(minor), parseCurrency(programme.currency)).format();
  return [
    `Name: ${programme.name}.`,
    `Fund: ${programme.fund}.`,
    `At least ${money(programme.least_minor)}.`,
    `At most ${money(programme.most_minor)}.`,
    `Payments: ${String(programme.instalments)}.`,
    `Ways to be paid, in this order: ${programme.rails.join(', ')}.`,
    ...Object.entries(programme.rail_limits ?? {}).flatMap(([rail, { leastMinor, mostMinor }]) => [
      ...(leastMinor === null ? [] : [`By ${rail}: at least ${money(leastMinor)} a payment.`]),
      ...(mostMinor === null ? [] : [`By ${rail}: at most ${money(mostMinor)} a payment.`]),
    ]),
    `Answer within ${String(programme.answer_within_days)} working days.`,
    `Open since ${programme.opened_at.slice(0, 10)}.`,
    programme.closed_at === null
      ? 'Not closed.'
      : `Closed since ${programme.closed_at.slice(0, 10)}.`,
  ];
}

/** A row of the release policy as it is stored. */
export interface StoredReleasePolicy {
  readonly currency: string;
  readonly secondAbove: string;
}

export function releaseLines({ currency, secondAbove }: StoredReleasePolicy): string[] {
  const limit = Money.of(BigInt(secondAbove), parseCurrency(currency)).format();
  return [
    'Nobody releases a batch that they prepared.',
    `Up to ${limit} in a batch: 1 person releases it.`,
    `Above ${limit}: 2 people, one approves the release and another one sends.`,
  ];
}

/** A price of a way to pay as it is stored. */
export interface StoredFee {
  readonly rail: string;
  readonly way: string | null;
  readonly currency: string;
  readonly fixed: string;
  readonly basisPoints: number;
  readonly least: string;
}

const HUNDRED = 100;

export function feeLine({ rail, way, currency, fixed, basisPoints, least }: StoredFee): string {
  const shown = (minor: string): string =>
    Money.of(BigInt(minor), parseCurrency(currency)).format();
  const name = way === null ? rail : `${rail} to ${way}`;
  const share = `${String(Math.trunc(basisPoints / HUNDRED))}.${String(basisPoints % HUNDRED).padStart(2, '0')}`;
  const more = basisPoints === 0 ? '' : ` and ${share} % of the amount`;
  const floor = BigInt(least) === 0n ? '' : `, at least ${shown(least)},`;
  return `${name}, ${currency}: ${shown(fixed)}${more}${floor} for a payment.`;
}

/** Waiting times of the sender: `leaseMs` reads "lease". */
export function sendingLines(policy: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(policy)
    .filter((entry): entry is [string, number] => typeof entry[1] === 'number')
    .map(([name, value]) => {
      const words = name.replace(/Ms$/, '').replaceAll(/[A-Z]/g, (letter) => ` ${letter}`);
      return `${words.toLowerCase()}: ${value.toLocaleString('en-US')} milliseconds.`;
    })
    .sort();
}
