import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { DEFAULT_QUALIFIER, type StackEnvironment } from './read-assembly';

/** A value of the context that an app lacks, and where it is looked up. */
export interface MissingLookUp {
  /** As `cdk.context.json` has it, `vpc-provider:account=…:region=…`. */
  readonly key: string;
  readonly environment: StackEnvironment;
  /** Of the bootstrap whose role looks it up. */
  readonly qualifier: string;
}

const manifestSchema = z.object({
  missing: z
    .array(
      z.object({
        key: z.string(),
        props: z.object({ account: z.string(), region: z.string(), lookupRoleArn: z.string() }).partial(),
      }),
    )
    .default([]),
});

/** What an assembly still has to look up before it is whole; nothing where there is no assembly. */
export const missingLookUps = (directory: string): readonly MissingLookUp[] => {
  const file = join(directory, 'manifest.json');
  if (!existsSync(file)) return [];
  const { missing } = manifestSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  return missing.map(({ key, props: { account, region, lookupRoleArn = '' } }) => ({
    key,
    environment: { account, region },
    qualifier: /cdk-([a-z0-9]+)-lookup-role-/.exec(lookupRoleArn)?.[1] ?? DEFAULT_QUALIFIER,
  }));
};
