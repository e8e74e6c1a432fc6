import type { ReleaseRecord } from './statement';

/** How a release ended, in one word: CodePipeline calls it failed also where a person has said no. */
export const outcomeWord = <Status extends string>({
  status,
  by,
}: {
  readonly status: Status;
  readonly by: string | null;
}): Status | 'Rejected' => (status === 'Failed' && by !== null ? 'Rejected' : status);

/** Who an ARN of a session or a user is about, `alice`; the text itself where it is none. */
export const personIn = (arn: string): string => arn.split('/').at(-1) || arn;

/** Environments that a release was deployed to, in order. */
export const reachedBy = ({ environments }: ReleaseRecord): readonly string[] =>
  environments.filter(({ targets }) => targets.some(({ changeSets }) => changeSets.length > 0)).map(({ name }) => name);
