import { startSandbox, type RunningSandbox } from './sandbox.js';
import { optionsFromEnvironment } from './settings.js';

/**
 * The sandbox as a process of its own. It says when it is up in one line of JSON, and ends with
 * SIGTERM or with the process that started it.
 */
async function main(): Promise<void> {
  const sandbox = await startSandbox(optionsFromEnvironment(process.env));
  endWith(sandbox);
  const { port, smtpPort } = sandbox;
  process.stdout.write(`${JSON.stringify({ ready: true, port, smtpPort })}\n`);
}

function endWith(sandbox: RunningSandbox): void {
  let isEnding = false;
  const end = (): void => {
    if (isEnding) return;
    isEnding = true;
    void sandbox.stop().then(() => {
      process.exit(0);
    });
  };
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
  process.once('disconnect', end);
}

main().catch((error: unknown) => {
  process.stderr.write(
    `${error instanceof Error ? error.message : 'The sandbox did not start.'}\n`,
  );
  process.exit(1);
});
