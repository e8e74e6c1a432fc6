import { environmentOfStage } from '../../contract/names';
import type { StackTemplate } from './template';

/** How long the log groups of a target are promised to keep their events. */
export interface PromisedRetention {
  readonly environment: string;
  readonly account: string;
  readonly region: string;
  /** Days. @default - the least that is promised anywhere */
  readonly logRetentionDays?: number;
}

/** The same stacks with what is promised of them. Whose stacks a target's are says the stage in their path. */
export const withPromises = (
  stacks: readonly StackTemplate[],
  promised: readonly PromisedRetention[],
): readonly StackTemplate[] =>
  stacks.map((stack) => {
    const { account, region, path } = stack;
    const days = promised.find(
      (each) =>
        each.account === account &&
        each.region === region &&
        path.split('/').some((stage) => environmentOfStage(stage, stack) === each.environment),
    )?.logRetentionDays;
    return days === undefined ? stack : { ...stack, logRetentionDays: days };
  });
