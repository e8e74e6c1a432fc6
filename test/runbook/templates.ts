import type { World } from './world';

type Resources = Readonly<Record<string, object>>;

/** A template, as `--template-body` takes it. */
export const body = (resources: Resources): string => JSON.stringify({ Resources: resources });

export const parameter = (value: string, more: object = {}) => ({
  Type: 'AWS::SSM::Parameter',
  Properties: { Type: 'String', Value: value },
  ...more,
});

/** What its service refuses, after everything else was made. */
export const refused = (...after: readonly string[]) => ({
  Type: 'AWS::SSM::Parameter',
  Properties: { Type: 'String', Value: 'x', AllowedPattern: '^y$' },
  DependsOn: after,
});

/** Creates a stack; how that ends is the caller's to see. */
export const createStack = (world: World, account: string, name: string, resources: Resources, ...more: string[]) =>
  world.aws(
    account,
    'cloudformation',
    'create-stack',
    '--stack-name',
    name,
    '--template-body',
    body(resources),
    ...more,
  );

/** Prepares a change set as a release does, and answers what is said of it. */
export const prepare = (world: World, account: string, stack: string, kind: string, resources: Resources) =>
  world.tryAws(
    account,
    ...['cloudformation', 'create-change-set', '--stack-name', stack, '--change-set-name', 'PipelineChange'],
    ...['--change-set-type', kind, '--template-body', body(resources)],
  );

/** @throws {Error} when a stack is in another status than this one */
export const expectStatus = async (world: World, account: string, stack: string, status: string): Promise<void> => {
  const found = await world.status(account, stack);
  if (found !== status) throw new Error(`${stack} is ${found}, and not ${status}`);
};
