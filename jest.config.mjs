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
  setupFilesAfterEnv: ['<rootDir>/test/run/patience.ts'],
  modulePathIgnorePatterns: ['<rootDir>/cdk.out', '<rootDir>/.rehearsal', '<rootDir>/.build'],
};

/** `unit` needs no Python, no server and no browser and is what `npm run check` runs; `end-to-end` is everything else. */
export default {
  maxWorkers: 2,
  projects: [
    { ...base, displayName: 'unit', testMatch: ['<rootDir>/test/**/*.test.ts'] },
    { ...base, displayName: 'end-to-end', testMatch: ['<rootDir>/test/**/*.e2e.ts'] },
  ],
};
