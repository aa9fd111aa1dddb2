import 'reflect-metadata';
import { Clock } from '#kernel';
import { SealingLoop, Timetable } from '#jobs';
import { Config, Log, Queue, Readiness, UnusableConfiguration } from '#platform';
import { createWebApp } from '#web';
import { AppModule } from './app.module.js';
import { refuseUnsafeDatabase } from './boot-checks.js';

/**
 * Starts the service. `--web` serves pages only, `--jobs` works only; with neither, both. Several of each
 * may run beside one another on one database.
 */
async function start(flags: readonly string[]): Promise<void> {
  const both = !flags.includes('--web') && !flags.includes('--jobs');
  const app = await createWebApp(AppModule);
  const config = app.get(Config);
  const log = app.get(Log);
  await refuseUnsafeDatabase(app);
  // Every module has named its tasks before the first one is taken.
  await app.init();
  if (both || flags.includes('--jobs')) {
    const queue = app.get(Queue);
    await queue.start();
    app.get(Readiness).add({ name: 'queue', check: () => queue.check() });
    app.get(Timetable).start();
    const sealing = app.get(SealingLoop);
    sealing.start();
    app.get(Readiness).watch({ name: 'log', check: () => sealing.check() });
  }
  // A process that only works listens too: its health is asked like everybody's.
  await app.listen(config.port, config.host);
  log.info('service is up', { at: app.get(Clock).now().toISOString() });

  let stopping = false;
  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    app.get(Readiness).stop();
    await app.close();
    process.exit(0);
  };
  process.once('SIGTERM', () => void stop());
  process.once('SIGINT', () => void stop());
  // Started by `npm start`: when that process is gone, so are we.
  process.once('disconnect', () => void stop());
}

try {
  await start(process.argv.slice(2));
} catch (error) {
  const problems =
    error instanceof UnusableConfiguration
      ? error.problems
      : [error instanceof Error ? error.message : 'Cannot start.'];
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  process.exit(2);
}
