import { Transform } from 'class-transformer';

/** Checkboxes: none arrives as nothing, one as a text, more as a list; the form always sees a list. */
export const Several = (): PropertyDecorator =>
  Transform(({ value }: { value: unknown }): unknown[] =>
    value === undefined || value === '' ? [] : [value].flat(),
  );
