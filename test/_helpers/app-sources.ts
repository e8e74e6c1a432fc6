/** What a commit holds of the app: with the packages, all that a synthesis reads or looks for but its configuration. */
export const APP_SOURCES = [
  'acknowledgements.yaml',
  'bin',
  'lib',
  'functions',
  'cdk.json',
  'docs', // the tickets of acknowledgements
  'package.json',
  'package-lock.json',
  'tsconfig.json',
];
