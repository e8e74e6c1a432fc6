import { z } from 'zod';
import { UserError } from '../ground/user-error';

const templateSchema = z.object({
  Parameters: z
    .record(z.string(), z.object({ Type: z.string(), Default: z.union([z.string(), z.number()]).optional() }))
    .default({}),
  Resources: z.record(
    z.string(),
    z.object({
      Type: z.string(),
      Properties: z.record(z.string(), z.unknown()).default({}),
      DeletionPolicy: z.unknown().optional(),
    }),
  ),
});

/** The part of a template that an execution policy depends on. */
export type DeclaredTemplate = z.infer<typeof templateSchema>;

/** One resource of a template. */
export type DeclaredResource = DeclaredTemplate['Resources'][string];

/** A stack and the account and region it is deployed to. */
export interface PlacedStack {
  readonly stackName: string;
  readonly account: string;
  readonly region: string;
  readonly template: DeclaredTemplate;
}

/**
 * Reads a template.
 *
 * @throws {UserError} when it is none
 */
export const readTemplate = (content: unknown, file: string): DeclaredTemplate => {
  const { data, error } = templateSchema.safeParse(content);
  if (data === undefined) throw new UserError(`${file} is no CloudFormation template: ${z.prettifyError(error)}`);
  return data;
};

/** The values of a property path such as `Targets.RoleArn`, through every list on its way; none where it is not set. */
export const valuesAt = (properties: Readonly<Record<string, unknown>>, path: string): readonly unknown[] =>
  path
    .split('.')
    .reduce<readonly unknown[]>((found, name) => found.flatMap((value) => below(value, name)), [properties]);

const below = (value: unknown, name: string): readonly unknown[] => {
  if (Array.isArray(value)) return value.flatMap((each: unknown) => below(each, name));
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.entries(value).find(([key]) => key === name)?.[1];
  if (inner === undefined) return [];
  return Array.isArray(inner) ? inner : [inner];
};
