import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { jsonIn } from '../../lib/ground/json';
import { UserError } from '../../lib/ground/user-error';
import { RECORDS } from '../../lib/rehearsal/record/records';

/** As much of a `summary.json` as says whether its release was promoted. */
const summary = z.object({
  status: z.string(),
  commitId: z.string().regex(/^[0-9a-f]{40,64}$/),
  endTime: z.string().nullable(),
});

/**
 * The commit that this machine promoted last: that of the newest rehearsal that has succeeded.
 *
 * @throws {UserError} when none has, or a record is damaged, which may be that of the newest
 */
export const lastPromoted = (root: string): string => {
  const records = join(root, RECORDS);
  const names = existsSync(records) ? readdirSync(records).filter((name) => name !== 'latest') : [];
  const succeeded = names
    .map((name) => join(records, name, 'summary.json'))
    .filter((file) => existsSync(file))
    .map(readSummary)
    .filter(({ status, endTime }) => status === 'Succeeded' && endTime !== null)
    .toSorted((one, other) => ((one.endTime ?? '') < (other.endTime ?? '') ? 1 : -1));
  const [newest] = succeeded;
  if (newest !== undefined) return newest.commitId;
  throw new UserError(
    `nothing was promoted on this machine yet: ${names.length === 0 ? 'there was no rehearsal' : 'no rehearsal has succeeded'}; say what to compare with, for example --from HEAD~1`,
  );
};

const readSummary = (file: string): z.infer<typeof summary> => {
  const { data } = summary.safeParse(jsonIn(readFileSync(file), file));
  if (data !== undefined) return data;
  throw new UserError(
    `${file} is no summary of a rehearsal: remove its directory, or say what to compare with: --from`,
  );
};
