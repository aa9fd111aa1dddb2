import { complaints, isUsage } from './complaints.js';
import { CANNOT_RUN, FINE, say, type Command, type ExitStatus } from './command.js';

/** Each command loads what it needs when it is called: a help text or a migration need not wake the whole house. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  migrate: async () => (await import('./commands/migrate.js')).migrate,
  seed: async () => (await import('./commands/seed.js')).seed,
  people: async () => (await import('./commands/people.js')).people,
  jobs: async () => (await import('./commands/jobs.js')).jobs,
  verify: async () => (await import('./commands/verify.js')).verify,
  log: async () => (await import('./commands/log.js')).log,
  sending: async () => (await import('./commands/sending.js')).sending,
  witness: async () => (await import('./commands/witness.js')).witness,
  export: async () => (await import('./commands/export.js')).exportBooks,
  story: async () => (await import('./commands/story.js')).story,
  docs: async () => (await import('./docs/docs.command.js')).docs,
};

/** Runs one command; everything it could not do becomes a sentence and exit status 2. */
export async function fund([name = 'help', ...words]: readonly string[]): Promise<ExitStatus> {
  const command = await COMMANDS[name]?.();
  if (!command) {
    await help(words[0]);
    return name === 'help' || name === '--help' ? FINE : CANNOT_RUN;
  }
  if (words.includes('--help')) {
    await help(name);
    return FINE;
  }
  try {
    return await command.run(words);
  } catch (error) {
    for (const sentence of complaints(error)) process.stderr.write(`${sentence}\n`);
    if (isUsage(error)) process.stderr.write(`Usage: fund ${command.name} ${command.usage}\n`);
    return CANNOT_RUN;
  }
}

async function help(name = ''): Promise<void> {
  const command = await COMMANDS[name]?.();
  if (command) {
    say(`fund ${command.name} ${command.usage}\n\n${command.summary}`);
    return;
  }
  say('fund COMMAND [OPTIONS]   exit status: 0 fine, 1 a finding, 2 could not run\n');
  for (const load of Object.values(COMMANDS)) {
    const { name: word, summary } = await load();
    say(`  ${word.padEnd(8)} ${summary}`);
  }
}
