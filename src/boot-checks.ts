import type { INestApplication } from '@nestjs/common';
import { Config, Database, UnusableConfiguration } from '#platform';

/**
 * What only the database can tell: in production a login that could change the books, and demo data,
 * stop the process with a sentence that says what to do.
 */
export async function refuseUnsafeDatabase(app: INestApplication): Promise<void> {
  if (app.get(Config).mode !== 'production') return;
  const [found] = await app.get(Database).query<{ strong: boolean; demo: boolean }>(
    `select (rolsuper or rolcreaterole or rolbypassrls or pg_has_role(current_user, 'fund_owner', 'member')) as strong,
            exists (select 1 from person where email like '%@demo.invalid') as demo
     from pg_roles where rolname = current_user`,
  );
  const problems = [
    ...(found?.strong !== false
      ? ['Set DATABASE_URL to the login fund_service: this one could rewrite the books.']
      : []),
    ...(found?.demo
      ? ['Use a fresh database: this one holds demo data with published passwords.']
      : []),
  ];
  if (problems.length === 0) return;
  await app.close();
  throw new UnusableConfiguration(problems);
}
