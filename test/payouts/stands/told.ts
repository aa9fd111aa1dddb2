import type { Stand } from './stand.js';

/** A request as the sandbox recorded it. */
interface Seen {
  readonly path: string;
  readonly body: string;
}

/** What left us that the stand does not allow, as `path field = value`; none when all is well. */
export function toldTooMuch(stand: Stand, requests: readonly Seen[]): string[] {
  return requests.flatMap(({ path, body }) =>
    fieldsOf(body)
      .filter(([field, value]) => !(stand.told[field]?.test(value) ?? false))
      .map(([field, value]) => `${path} ${field} = ${value}`),
  );
}

/** Every value of a body by the path to it, whether it is JSON or a form. */
function fieldsOf(body: string): [string, string][] {
  if (body === '') return [];
  if (body.startsWith('{')) return leaves('', JSON.parse(body));
  return [...new URLSearchParams(body)].map(([name, value]) => [pathOf(name), value]);
}

function leaves(path: string, value: unknown): [string, string][] {
  if (typeof value !== 'object' || value === null) return [[path, String(value)]];
  const isList = Array.isArray(value);
  return Object.entries(value).flatMap(([name, inner]) => {
    const step = isList ? '*' : name;
    return leaves(path === '' ? step : `${path}.${step}`, inner);
  });
}

/** `a[b][0]` as `a.b.*`. */
function pathOf(name: string): string {
  return name.replaceAll(/\[(\w+)\]/g, (_, step: string) =>
    /^\d+$/.test(step) ? '.*' : `.${step}`,
  );
}
