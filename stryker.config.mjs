// @ts-check
import { join } from 'node:path';
import { swc } from './test/support/swc.mjs';

/**
 * `npm run mutate`: changes every decision about payouts, one little thing at a time, and counts how many changes the pure
 * tests notice. One file: `npm run mutate -- --mutate src/payouts/payout.ts`.
 */
export default {
  mutate: [
    // Files without a suffix decide, and so do graphs.
    'src/payouts/**/!(*.*).ts',
    'src/payouts/**/*.states.ts',
    '!src/payouts/index.ts',
    // Lists of words of the post and of the provider.
    '!src/payouts/methods/regions.ts',
    '!src/payouts/rails/stripe-api/stripe-event-types.ts',
    // These call providers or put parts together; stories over HTTP hold them.
    '!src/payouts/methods/instrument-tasks.ts',
    '!src/payouts/rails/rail-registry.ts',
    '!src/payouts/rails/stripe-rails.ts',
    '!src/payouts/rails/stripe-api/stripe-{calls,client}.ts',
    '!src/payouts/rails/stripe-connect/connect-steps.ts',
    '!src/payouts/rails/prepaid-card/card-chains.ts',
    '!src/payouts/rails/tremendous/tremendous-client.ts',
  ],
  thresholds: { high: 95, low: 85, break: 85 },

  testRunner: 'jest',
  plugins: ['@stryker-mutator/jest-runner'],
  testRunnerNodeArgs: ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'],
  jest: {
    projectType: 'custom',
    config: {
      // The runner of `npm test` cannot tell which test met which change.
      testEnvironment: 'node',
      extensionsToTreatAsEsm: ['.ts'],
      moduleNameMapper: {
        '^#([a-z-]+)$': '<rootDir>/src/$1/index.ts',
        '^(\\.{1,2}/.*)\\.js$': '$1',
      },
      transform: { '^.+\\.ts$': ['@swc/jest', swc] },
      roots: ['<rootDir>/src/payouts'],
      testMatch: ['<rootDir>/src/payouts/**/*.spec.ts'],
      dependencyExtractor: join(import.meta.dirname, 'scripts/direct-imports.mjs'),
    },
  },
  coverageAnalysis: 'perTest',
  concurrency: 2,
  // A process keeps what each test file leaves behind: after some hundred changes it does little but look for garbage.
  maxTestRunnerReuse: 200,
  // A busy machine is no proof that a test noticed something; endless loops are cut by the number of their rounds.
  timeoutMS: 60_000,
  warnings: { slow: false },

  // What was found is remembered, and found again only where sources or tests have changed; `--force` forgets it.
  incremental: true,
  incrementalFile: '.data/mutations.json',

  // Copies of the sources that are changed; git, prettier, eslint and jest leave this folder alone.
  tempDirName: '.data/mutate',
  cleanTempDir: 'always',
  ignorePatterns: ['**', '!package.json', '!src/**/*.ts'],

  reporters: ['progress-append-only', 'clear-text'],
  clearTextReporter: { allowColor: false, reportTests: false },
  allowConsoleColors: false,
};
