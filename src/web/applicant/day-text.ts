/**
 * A calendar date as it is said: `Friday, June 5`, `viernes, 5 de junio`; with its year when that is another one than
 * that of `today`. Takes `YYYY-MM-DD`.
 */
export function dayText(date: string, language: string, today = date): string {
  return new Intl.DateTimeFormat(language === 'en' ? 'en-US' : language, {
    weekday: 'long',
    month: 'long',
    day: 'numeric',
    ...(date.slice(0, 4) === today.slice(0, 4) ? {} : { year: 'numeric' }),
    timeZone: 'UTC',
  }).format(Date.parse(`${date}T12:00:00Z`));
}
