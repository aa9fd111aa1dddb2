/** A calendar date as it is said: `Friday, June 5`, `viernes, 5 de junio`. Takes `YYYY-MM-DD`. */
export function dayText(date: string, language: string): string {
  return new Intl.DateTimeFormat(language === 'en' ? 'en-US' : language, {
    weekday: 'long',
    month: 'long',
    day: 'numeric',
    timeZone: 'UTC',
  }).format(Date.parse(`${date}T12:00:00Z`));
}
