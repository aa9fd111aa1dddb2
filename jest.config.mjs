import { availableParallelism } from 'node:os';

/** TypeScript is stripped by swc with the same decorator metadata as the build; modules stay ESM, as in production. */
const swc = {
  swcrc: false,
  sourceMaps: 'inline',
  module: { type: 'es6' },
  jsc: {
    target: 'es2023',
    keepClassNames: true,
    experimental: { keepImportAttributes: true },
    parser: { syntax: 'typescript', decorators: true },
    transform: {
      legacyDecorator: true,
      decoratorMetadata: true,
      useDefineForClassFields: false,
    },
  },
};

const shared = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  // Copies that `npm run mutate` works on while it runs.
  modulePathIgnorePatterns: ['<rootDir>/.data/'],
  moduleNameMapper: {
    '^#([a-z-]+)$': '<rootDir>/src/$1/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  transform: { '^.+\\.ts$': ['@swc/jest', swc] },
};

/** `pure` needs nothing; `real` needs PostgreSQL, which its global set-up starts. */
export default {
  workerIdleMemoryLimit: '900MB',
  // Tests wait for the database as much as they work: two at a time even on two cores.
  maxWorkers: Math.max(2, availableParallelism() >> 1),
  // Stories walk through many pages; a machine with two busy cores is slow.
  testTimeout: 90_000,
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
      setupFiles: ['<rootDir>/test/support/preload.mjs'],
      globalSetup: '<rootDir>/test/support/global-setup.mjs',
      globalTeardown: '<rootDir>/test/support/global-teardown.mjs',
    },
  ],
};
