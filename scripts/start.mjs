// @ts-check

/**
 * `npm start`: database, demo data, payment sandbox, inbox, web and jobs, for trying everything out.
 * The version is checked before anything else is loaded.
 */
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 24 || (major === 24 && minor < 11)) {
  process.stderr.write(
    `This is Node ${process.versions.node}; 24.11 or later is needed. Run npm start, which uses the Node that npm ci installed.\n`,
  );
  process.exit(2);
}
const { start } = await import('./start/run.mjs');
await start();
