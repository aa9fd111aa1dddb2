// @ts-check

/** For containers: `node scripts/healthcheck.mjs [/health/ready | address]`, status 0 when it answers well. */
const target = process.argv[2] ?? '/health/live';
const own = `http://127.0.0.1:${process.env['PORT'] ?? '3000'}`;
const healthy = await fetch(new URL(target, own), { signal: AbortSignal.timeout(4_000) }).then(
  (answer) => answer.ok,
  () => false,
);
process.exitCode = healthy ? 0 : 1;
