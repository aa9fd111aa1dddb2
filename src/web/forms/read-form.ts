import { plainToInstance } from 'class-transformer';
import { validate, type ValidationError } from 'class-validator';

/** One thing to put right: the field's name and what to say, as a sentence or a key of the catalogue. */
export interface FormProblem {
  readonly field: string;
  readonly message: string;
}

/** What a person typed, kept as it was, so that it can be shown again. */
export type Typed = Readonly<Record<string, string | readonly string[]>>;

export type FormReading<Form> =
  | { readonly ok: true; readonly form: Form; readonly typed: Typed }
  | { readonly ok: false; readonly problems: readonly FormProblem[]; readonly typed: Typed };

/** Said for fields the form does not have and for bytes no keyboard makes. */
export const UNEXPECTED = 'err.unexpected';

/**
 * Reads a posted form into a DTO: unknown fields refused, every problem at once, the typing kept.
 * `_form` (the session's token, checked by the guard) is not part of the form.
 */
export async function readForm<Form extends object>(
  FormClass: new () => Form,
  body: unknown,
): Promise<FormReading<Form>> {
  const typed = typedIn(body);
  const unreadable = Object.entries(typed).find(
    ([name, value]) => hasControl(name) || hasControl(value),
  );
  if (unreadable) {
    return { ok: false, problems: [{ field: '', message: UNEXPECTED }], typed: cleaned(typed) };
  }
  const form = plainToInstance(FormClass, trimmed(typed), { exposeUnsetFields: false });
  const errors = await validate(form, { whitelist: true, forbidNonWhitelisted: true });
  if (errors.length === 0) return { ok: true, form, typed };
  return { ok: false, problems: errors.map(problemOf), typed };
}

function problemOf(error: ValidationError): FormProblem {
  const constraints = error.constraints ?? {};
  if ('whitelistValidation' in constraints) return { field: '', message: UNEXPECTED };
  return { field: error.property, message: Object.values(constraints)[0] ?? UNEXPECTED };
}

function typedIn(body: unknown): Typed {
  if (typeof body !== 'object' || body === null) return {};
  const entries: [string, string | string[]][] = [];
  for (const [name, value] of Object.entries(body as Record<string, unknown>)) {
    if (name === '_form') continue;
    if (typeof value === 'string') entries.push([name, value]);
    else if (Array.isArray(value))
      entries.push([name, value.filter((one) => typeof one === 'string')]);
    else entries.push([name, '']);
  }
  return Object.fromEntries(entries);
}

function trimmed(typed: Typed): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(typed).map(([name, value]) => [name, eachText(value, (text) => text.trim())]),
  );
}

/** Null and other control characters, except the line breaks and tabs of a text box. */
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g;

const clean = (text: string): string => text.replace(CONTROL, '');

function hasControl(value: string | readonly string[]): boolean {
  return [value].flat().some((text) => clean(text) !== text);
}

function cleaned(typed: Typed): Typed {
  return Object.fromEntries(
    Object.entries(typed).map(([name, value]) => [clean(name), eachText(value, clean)]),
  );
}

/** One text changed, or each of several. */
function eachText(
  value: string | readonly string[],
  change: (text: string) => string,
): string | string[] {
  return typeof value === 'string' ? change(value) : value.map(change);
}
