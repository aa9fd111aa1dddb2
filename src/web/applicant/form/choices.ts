import { translate } from '#platform';

/** One radio or checkbox. */
export interface Choice {
  /** The first choice carries the field's name, so that the error summary leads to it. */
  readonly id: string;
  readonly value: string;
  readonly label: string;
  readonly hint: string;
}

/** Choices of a field, labelled by the catalogue's `<prefix>.<value>`. */
export function choices(
  field: string,
  prefix: string,
  values: readonly string[],
  language: string,
): Choice[] {
  return values.map((value, index) => ({
    id: index === 0 ? field : `${field}-${value}`,
    value,
    label: translate(language, `${prefix}.${value}`),
    hint: '',
  }));
}

/** The same choices, those of `values` with a line under the label: the catalogue's `<prefix>.<value>.hint`. */
export function hinted(
  all: readonly Choice[],
  prefix: string,
  values: readonly string[],
  language: string,
): Choice[] {
  return all.map((choice) =>
    values.includes(choice.value)
      ? { ...choice, hint: translate(language, `${prefix}.${choice.value}.hint`) }
      : choice,
  );
}
