import { provision } from '#platform';
import { FINE, say, UsageError, type Command } from '../command.js';

/** Brings the database up to date under the owner login. */
export const migrate: Command = {
  name: 'migrate',
  summary: 'Brings the database up to date: roles, tables, queue. Safe to repeat.',
  usage: '   (reads DATABASE_OWNER_URL and SERVICE_PASSWORD)',
  run: async () => {
    const ownerUrl = process.env['DATABASE_OWNER_URL'] ?? '';
    const password = process.env['SERVICE_PASSWORD'] ?? '';
    if (ownerUrl === '')
      throw new UsageError('Set DATABASE_OWNER_URL to a login that may migrate.');
    if (password.length < 16) {
      throw new UsageError(
        'Set SERVICE_PASSWORD (16 characters or more) for the login fund_service.',
      );
    }
    const steps = await provision(ownerUrl, password);
    for (const step of steps) say(`took ${step.replace(/\d{13}$/, '')}`);
    say(
      steps.length === 0 ? 'The database is up to date.' : `${String(steps.length)} steps taken.`,
    );
    return FINE;
  },
};
