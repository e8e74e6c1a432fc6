import type { Target } from '../assembly/bootstrap-targets';
import type { Access, Cloud } from '../executor/cloud/cloud';
import type { TargetSummary } from '../record/summary';
import type { StageValidation } from '../record/validation';
import type { DeployedTarget } from './deployed-pipeline';

/** Asks each target's own CloudFormation how its stacks are; a stack that does not exist is left out. */
export async function targetSummaries(
  cloud: Cloud,
  accessTo: (target: Target) => Access,
  targets: readonly DeployedTarget[],
  validations: readonly StageValidation[],
): Promise<readonly TargetSummary[]> {
  return Promise.all(
    targets.map(async ({ environment, account, region, stackNames }) => {
      const access = accessTo({ account, region });
      const found = await Promise.all(stackNames.map((name) => cloud.findStack(access, name)));
      const stacks = found.flatMap((stack) =>
        stack?.StackStatus === undefined ? [] : [{ stackName: stack.StackName ?? '', status: stack.StackStatus }],
      );
      const validation = validations.findLast(
        (report) => report.stageName === environment && report.account === account && report.region === region,
      );
      return { environment, account, region, stacks, validation: validation?.summary ?? null };
    }),
  );
}
