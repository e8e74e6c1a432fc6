import type { AssemblyStack } from './read-assembly';

/** An account and region that must be bootstrapped. */
export interface Target {
  readonly account: string;
  readonly region: string;
}

/** Every account and region that some stack names, each once, in order; what a stack leaves open is the tools account's. */
export function bootstrapTargets(stacks: readonly AssemblyStack[], tools: Target): readonly Target[] {
  const targets = stacks.map(({ environment }) => ({
    account: environment.account ?? tools.account,
    region: environment.region ?? tools.region,
  }));
  const all = new Map([tools, ...targets].map((target) => [targetName(target), target]));
  return [...all.values()].sort((one, other) => targetName(one).localeCompare(targetName(other)));
}

/** As the CDK writes it, `aws://222222222222/us-east-1`. */
export const targetName = ({ account, region }: Target): string => `aws://${account}/${region}`;
