import { IsIn, IsOptional, IsString, ValidateBy } from 'class-validator';
import { FORMAT_NAMES } from '#exports';
import { isCalendarDate } from '#ledger';

const IsDay = (message: string): PropertyDecorator =>
  ValidateBy(
    {
      name: 'isDay',
      validator: { validate: (value) => typeof value === 'string' && isCalendarDate(value) },
    },
    { message },
  );

/** What an auditor asks for: a format, days, and one fund or all. */
export class AskExportForm {
  @IsIn(FORMAT_NAMES, { message: 'Choose a format.' })
  format!: string;

  @IsDay('Write the first day like 2026-01-31.')
  from!: string;

  @IsDay('Write the last day like 2026-01-31.')
  to!: string;

  @IsOptional()
  @IsString({ message: 'Choose one of the funds.' })
  fund?: string;
}
