// No test may reach AWS, whoever runs it: nothing is left that an SDK, the CDK or `aws` would find credentials with. Workers and
// commands inherit it. Source: https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html
for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
Object.assign(process.env, {
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_EC2_METADATA_DISABLED: 'true',
});
// The lockfile decides which SDK and node meet; a reader of test results can do nothing about it.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

const transform = {
  '^.+\\.[mc]?[tj]s$': [
    '@swc/jest',
    { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
  ],
};

/** Packages that ship only ES modules and are therefore transformed for jest; everything else is taken as it is. */
const esmOnly = [];

const base = {
  transform,
  transformIgnorePatterns: [`/node_modules/(?!(${esmOnly.join('|') || 'none'})/)`],
  setupFiles: ['<rootDir>/test/run/own-configuration.ts'],
  setupFilesAfterEnv: ['<rootDir>/test/run/patience.ts'],
  modulePathIgnorePatterns: ['<rootDir>/cdk.out', '<rootDir>/.rehearsal', '<rootDir>/.build'],
};

const isolated = process.env['ISOLATED_TESTS'] === 'true';

/** What costs most is loading: unit tests of a worker share modules (docs/decisions/unit-tests-share-modules.md). */
const sharing = isolated
  ? {}
  : { testEnvironment: '<rootDir>/test/run/jest/environment.ts', runtime: '<rootDir>/test/run/jest/runtime.cjs' };

/** `unit` needs no Python, no server and no browser and is what `npm run check` runs; `end-to-end` is everything else. */
export default {
  maxWorkers: 2,
  ...(isolated ? {} : { testSequencer: '<rootDir>/test/run/jest/sequencer.cjs' }),
  projects: [
    { ...base, ...sharing, displayName: 'unit', testMatch: ['<rootDir>/test/**/*.test.ts'] },
    { ...base, displayName: 'end-to-end', testMatch: ['<rootDir>/test/**/*.e2e.ts'] },
  ],
};
