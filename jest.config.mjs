import { availableParallelism } from 'node:os';

/**
 * Tests run in plain Node.js, as the service does: modules are loaded once in each process and stay warm. How TypeScript
 * is loaded: test/support/typescript.mjs.
 */
const shared = {
  runner: 'jest-light-runner/child-process',
  transform: {},
  // Copies that `npm run mutate` works on while it runs.
  modulePathIgnorePatterns: ['<rootDir>/.data/'],
  setupFilesAfterEnv: ['<rootDir>/test/support/patience.mjs'],
};

/** `pure` needs nothing; `real` needs PostgreSQL, which its global set-up starts. */
export default {
  // Tests wait for the database as much as they work: two at a time even on two cores.
  maxWorkers: Math.max(2, availableParallelism() >> 1),
  projects: [
    {
      ...shared,
      displayName: 'pure',
      testMatch: [
        '<rootDir>/src/**/*.spec.ts',
        '<rootDir>/test/architecture/**/*.spec.ts',
        '<rootDir>/test/prove/simulator.spec.ts',
        '<rootDir>/test/sandbox/**/*.spec.ts',
        '<rootDir>/test/verifier/**/*.spec.ts',
      ],
    },
    {
      ...shared,
      displayName: 'real',
      testMatch: ['<rootDir>/test/**/*.spec.ts'],
      testPathIgnorePatterns: [
        '<rootDir>/test/architecture/',
        '<rootDir>/test/prove/simulator.spec.ts',
        '<rootDir>/test/sandbox/',
        '<rootDir>/test/verifier/',
      ],
      globalSetup: '<rootDir>/test/support/global-setup.mjs',
      globalTeardown: '<rootDir>/test/support/global-teardown.mjs',
    },
  ],
};
