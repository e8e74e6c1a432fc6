import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { sha256 } from '../../../../../ground/sha256';
import { UserError } from '../../../../../ground/user-error';
import { isOurs, parseAs } from '../../../../private-directory/mark';
import { hasCode } from '../../../../process/has-code';
import { identify } from '../../../../process/identity';
import { readOrdinary, unfinishedBy } from '../../../../process/write-whole';
import type { Ground } from './ground';

/** What a build left that can be taken over. */
export interface KeptBuild {
  /** The execution in which it ran. */
  readonly pipelineExecutionId: string;
  readonly variables: Readonly<Record<string, string>>;
  /** Names of the report groups that it published to. */
  readonly reports: readonly string[];
  readonly log: readonly string[];
  readonly artifacts: readonly { readonly name: string; readonly archive: Buffer }[];
}

const entrySchema = z.strictObject({
  schema: z.literal(1),
  key: z.string(),
  pipelineExecutionId: z.string(),
  variables: z.record(z.string(), z.string()),
  reports: z.array(z.string()),
  /** SHA-256 of the files beside it. */
  log: z.string(),
  artifacts: z.array(z.strictObject({ name: z.string(), digest: z.string() })),
});

/** How many builds are kept, the newest and what was taken over last. */
const MOST_KEPT = 16;

const [ENTRY, LOG] = ['entry.json', 'log.txt'];
const archiveOf = (index: number): string => `artifact-${index}.zip`;

/** Builds of an app that can be taken over, each in a directory with the name of its key. */
export class KeptBuilds {
  /** @throws {UserError} when the directory is there and somebody else could have put something into it */
  constructor(
    private readonly directory: string,
    readonly ground: Ground,
  ) {
    if (existsSync(directory) && !isOurs(directory)) {
      throw new UserError(`${directory} is no directory that only you can write to: builds are kept there, remove it`);
    }
  }

  /** The build of a key; a word where there is none that could be taken over. What is damaged is removed. */
  find(key: string): KeptBuild | 'new' | 'damaged' {
    const kept = join(this.directory, key);
    if (!existsSync(kept)) return 'new';
    const found = isOurs(kept) ? read(kept, key) : undefined;
    if (found === undefined) {
      rmSync(kept, { recursive: true, force: true });
      return 'damaged';
    }
    utimesSync(kept, new Date(), new Date());
    return found;
  }

  /** Keeps a build, and forgets the oldest. */
  keep(key: string, { log, artifacts, ...build }: KeptBuild): void {
    mkdirSync(this.directory, { recursive: true, mode: 0o700 });
    const kept = join(this.directory, key);
    const part = `${kept}.${process.pid}.part`;
    const text = log.map((line) => `${line}\n`).join('');
    const entry: z.infer<typeof entrySchema> = {
      schema: 1,
      key,
      pipelineExecutionId: build.pipelineExecutionId,
      variables: { ...build.variables },
      reports: [...build.reports],
      log: sha256(text),
      artifacts: artifacts.map(({ name, archive }) => ({ name, digest: sha256(archive) })),
    };
    rmSync(part, { recursive: true, force: true });
    mkdirSync(part, { mode: 0o700 });
    writeFileSync(join(part, LOG), text, { mode: 0o600 });
    for (const [index, { archive }] of artifacts.entries())
      writeFileSync(join(part, archiveOf(index)), archive, { mode: 0o600 });
    writeFileSync(join(part, ENTRY), `${JSON.stringify(entry, undefined, 2)}\n`, { mode: 0o600 });
    rmSync(kept, { recursive: true, force: true });
    rename(part, kept);
    this.prune();
  }

  private prune(): void {
    const names = readdirSync(this.directory);
    const gone = names.filter((name) => {
      const writer = unfinishedBy(name);
      return writer !== undefined && identify(writer) === undefined;
    });
    const aged = names
      .filter((name) => unfinishedBy(name) === undefined)
      // Another rehearsal of the app may remove the oldest at the same time.
      .map((name) => ({ name, time: statSync(join(this.directory, name), { throwIfNoEntry: false })?.mtimeMs ?? 0 }))
      .toSorted((one, other) => other.time - one.time);
    for (const name of [...gone, ...aged.slice(MOST_KEPT).map((each) => each.name)])
      rmSync(join(this.directory, name), { recursive: true, force: true });
  }
}

/** Another rehearsal may have been first: its build is as good. */
const rename = (part: string, kept: string): void => {
  try {
    renameSync(part, kept);
  } catch (error) {
    rmSync(part, { recursive: true, force: true });
    if (!hasCode(error, 'ENOTEMPTY') && !hasCode(error, 'EEXIST')) throw error;
  }
};

/** Undefined where a file is missing, or is not what was kept. */
const read = (kept: string, key: string): KeptBuild | undefined => {
  const entry = parseAs(readOrdinary(join(kept, ENTRY)), entrySchema);
  const text = contentOf(join(kept, LOG));
  if (entry?.key !== key || text === undefined || sha256(text) !== entry.log) return undefined;
  const artifacts = entry.artifacts.map(({ name, digest }, index) => {
    const archive = contentOf(join(kept, archiveOf(index)));
    return archive !== undefined && sha256(archive) === digest ? { name, archive } : undefined;
  });
  const whole = artifacts.filter((artifact) => artifact !== undefined);
  if (whole.length < artifacts.length) return undefined;
  const { pipelineExecutionId, variables, reports } = entry;
  const log = text.toString().split('\n').slice(0, -1);
  return { pipelineExecutionId, variables, reports, log, artifacts: whole };
};

const contentOf = (file: string): Buffer | undefined => {
  try {
    return readFileSync(file);
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'EISDIR')) return undefined;
    throw error;
  }
};
