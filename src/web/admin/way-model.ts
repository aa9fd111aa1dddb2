import { waysDigest, withWay, type Programme, type WayChange } from '#applications';
import { DomainError, Money } from '#kernel';
import type { RailCapabilities } from '#payouts';
import type { ViewModel } from '#platform';
import type { FormProblem } from '../forms/read-form.js';
import type { ChangeWayForm } from './way.form.js';

/** The ways of a programme in their order, then those that are off. */
export function waysModel(programme: Programme, rails: readonly RailCapabilities[]): ViewModel {
  const rows = rails.map((rail) => {
    const limits = programme.railLimits[rail.id];
    const place = programme.rails.indexOf(rail.id) + 1;
    return {
      id: rail.id,
      label: rail.label,
      place: place === 0 ? '' : String(place),
      least: limits?.least?.format() ?? '',
      most: limits?.most?.format() ?? '',
      providerLeast: rail.least.format(),
      providerMost: rail.most.format(),
    };
  });
  return {
    title: programme.name,
    back: '/admin/system',
    programme,
    rows: rows.sort((one, other) => rank(one.place) - rank(other.place)),
    missing: programme.rails.filter((id) => !rails.some((rail) => rail.id === id)),
  };
}

const rank = (place: string): number => (place === '' ? Number.MAX_SAFE_INTEGER : Number(place));

/** The form filled in with what holds now. */
export function typedNow({ rails, railLimits }: Programme, rail: string): Record<string, string> {
  const place = rails.indexOf(rail) + 1;
  return {
    offered: place === 0 ? 'no' : 'yes',
    place: String(place === 0 ? Math.min(rails.length + 1, 9) : place),
    least: railLimits[rail]?.least?.toDecimal() ?? '',
    most: railLimits[rail]?.most?.toDecimal() ?? '',
  };
}

/** What the form asks for, or what is wrong with its amounts. */
export function changeIn(
  form: ChangeWayForm,
  programme: Programme,
  rail: string,
): { readonly change: WayChange } | { readonly problems: readonly FormProblem[] } {
  const problems: FormProblem[] = [];
  const money = (field: 'least' | 'most'): Money | null => {
    if (form[field] === '') return null;
    try {
      return Money.parse(form[field], programme.currency);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      problems.push({ field, message: error.message });
      return null;
    }
  };
  const limits = { least: money('least'), most: money('most') };
  if (limits.least && limits.most && limits.least.isMoreThan(limits.most)) {
    problems.push({ field: 'most', message: 'The most is less than the least.' });
  }
  if (problems.length > 0) return { problems };
  return { change: { rail, limits, place: form.offered === 'yes' ? Number(form.place) : null } };
}

/** What changes, line by line, and from when. */
export function checkModel(
  programme: Programme,
  change: WayChange,
  nameOf: (rail: string) => string,
): ViewModel {
  const after = withWay(programme, change);
  const order = ({ rails }: Programme): string => rails.map(nameOf).join(', ') || 'none';
  const bound = (money: Money | null | undefined): string =>
    money?.format() ?? "the provider's own";
  const before = programme.railLimits[change.rail];
  return {
    title: 'Check',
    seen: waysDigest(programme),
    changes: [
      { label: 'Ways, in order', before: order(programme), after: order(after) },
      { label: 'At least', before: bound(before?.least), after: bound(change.limits.least) },
      { label: 'At most', before: bound(before?.most), after: bound(change.limits.most) },
    ].filter((line) => line.before !== line.after),
  };
}
