import type { TargetPromise } from '../../templates/template';
import type { FinalStacks } from '../final-stacks';

/** Stacks that the app, the assembly or the configuration speaks of and another of them does not. */
export const missingStacks = (
  { stacks, withoutTemplate, withoutConstruct }: FinalStacks,
  targets: readonly TargetPromise[],
): readonly string[] => [
  ...(stacks.length > 0 ? [] : ['the app has no stack: nothing was looked at']),
  ...withoutTemplate.map((path) => `stack ${path} of the app has no template in the assembly: nothing has read it`),
  ...withoutConstruct.map(
    (path) => `stack ${path} of the assembly is not in the app: no pack was shown its constructs`,
  ),
  ...targets
    .filter(
      ({ environment, account, region }) =>
        !stacks.some(
          (stack) => stack.environment === environment && stack.account === account && stack.region === region,
        ),
    )
    .map(
      ({ environment, account, region }) =>
        `no stage of ${environment} is in ${account}/${region}: nothing was looked at`,
    ),
];
