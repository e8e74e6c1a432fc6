import { BUILD_PREFIX } from '../../contract/evidence-layout';

/** Says what a build leaves, by content; written before anything else, so that a crash shows what is missing. */
export const BUILD_MANIFEST = 'build.json';

/** What a build leaves, below its directory. */
export const BUILD_PARTS = {
  source: 'source.zip',
  lockfile: 'package-lock.json',
  inventory: 'inventory.cdx.json',
  /** What scans of the packages came to. */
  scans: 'scans.json',
  gateReport: 'gate/report.json',
  /** All templates, as they lie in the cloud assembly. */
  templates: 'templates/',
} as const;

/** Directory of the n-th build of a release: a retried or restarted release builds again. */
export const buildDirectory = (number: number): string =>
  number === 1 ? BUILD_PREFIX : `${BUILD_PREFIX.slice(0, -1)}-${number}/`;

const DIRECTORY = /^build(?:-([2-9]|[1-9]\d+))?\//;

/** The directories of a release's builds, in their order. */
export const buildDirectories = (names: readonly string[]): readonly string[] => {
  const numbers = names.flatMap((name) => {
    const found = DIRECTORY.exec(name);
    return found === null ? [] : [Number(found[1] ?? 1)];
  });
  return [...new Set(numbers)].sort((one, other) => one - other).map(buildDirectory);
};
