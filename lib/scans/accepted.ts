import { parse } from 'yaml';
import * as z from 'zod';
import { messageOf } from '../ground/message-of';
import { UserError } from '../ground/user-error';

/** The file in which it stands. */
export const ACCEPTED_FILE = 'dependencies.yaml';

const reason = z.string().min(20, 'must be a reason of at least 20 characters');

const schema = z.strictObject({
  installScripts: z.record(z.string(), reason),
  licences: z.strictObject({ code: z.array(z.string()), tools: z.array(z.string()) }),
  advisories: z.array(
    z.strictObject({
      id: z.string().regex(/^GHSA(-[0-9a-z]{4}){3}$/, 'must be like GHSA-xxxx-xxxx-xxxx'),
      reason,
      /** The last day, UTC. */
      until: z.iso.date('must be a day like 2027-01-31'),
    }),
  ),
  secrets: z.record(z.string(), reason),
});

/** What is accepted of packages and of the source, and why. */
export type Accepted = z.output<typeof schema>;

/** @throws {UserError} when it cannot be read, with every problem by its place */
export const acceptedPackagesIn = (text: string): Accepted => {
  const parsed = schema.safeParse(yamlIn(text));
  if (parsed.success) return parsed.data;
  throw new UserError(`${ACCEPTED_FILE} is not as it must be:\n${z.prettifyError(parsed.error)}`);
};

const yamlIn = (text: string): unknown => {
  try {
    return parse(text);
  } catch (error) {
    throw new UserError(`${ACCEPTED_FILE} is no YAML: ${messageOf(error)}`, { cause: error });
  }
};
