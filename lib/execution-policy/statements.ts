import { groupBy } from '../ground/group-by';
import { UserError } from '../ground/user-error';
import type { Standing } from '../policy/service-calls';
import { type HandlerRow, handlerRow, UNSCOPED } from './resource-handlers';
import { stacksRead } from './stack-outputs';
import { type PlacedStack, valuesAt } from './template';
import { partitionOf, resourceArns } from './template-arns';
import { reasonOf } from './wildcards';

/** One statement of an execution policy, with where it comes from and why it says `*` where it does. */
export interface ExecutionStatement {
  readonly sid: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly condition?: Readonly<Record<string, string>>;
  readonly standing: Standing;
  readonly sources: readonly string[];
  /** For every form of `*` in the resources, and whatever else the row says of itself. */
  readonly because: readonly string[];
}

/** What one part of a row grants: some actions on some ARNs. */
type Grant = Omit<ExecutionStatement, 'sid' | 'resources'> & { readonly on: readonly string[]; readonly with?: string };

/** One resource and its stack. */
interface Placed {
  readonly stack: PlacedStack;
  readonly logicalId: string;
}

/**
 * What the execution role of one account and region must be allowed for the given stacks, which are all deployed there.
 *
 * @throws {UserError} when a type has no row, or its row has no answer for a property
 */
export const executionStatements = (stacks: readonly PlacedStack[]): readonly ExecutionStatement[] => {
  const types = byType(stacks);
  const rows = [...types].map(([type, placed]) => ({ type, placed, row: handlerRow(type, whereabouts(placed)) }));
  for (const { placed, row } of rows) refuseWithheld(placed, row);
  const grants = rows.flatMap(({ type, placed, row }) => {
    const made = grantsOf(row).map((grant) => statement(grant, placed));
    return made
      .filter(({ resources }) => resources.length > 0)
      .map((each, index) => ({ ...each, sid: sidOf(type) + (index === 0 ? '' : index + 1) }));
  });
  return [...grants, ...unscoped(rows.map(({ row }) => row)), ...parameters(stacks), ...outputs(stacks)];
};

const byType = (stacks: readonly PlacedStack[]): ReadonlyMap<string, readonly Placed[]> => {
  const all = stacks.flatMap((stack) =>
    Object.entries(stack.template.Resources).map(([logicalId, { Type }]) => ({
      type: Type,
      placed: { stack, logicalId },
    })),
  );
  const types = [...new Set(all.map(({ type }) => type))].toSorted();
  return new Map(types.map((type) => [type, all.filter((each) => each.type === type).map(({ placed }) => placed)]));
};

const whereabouts = ([first]: readonly Placed[]): string =>
  first === undefined ? 'a resource' : `${first.logicalId} of stack ${first.stack.stackName}`;

const propertiesOf = ({ stack, logicalId }: Placed): Readonly<Record<string, unknown>> =>
  stack.template.Resources[logicalId]?.Properties ?? {};

const refuseWithheld = (placed: readonly Placed[], { withheld = [] }: HandlerRow): void => {
  for (const each of placed)
    for (const { unless, actions } of withheld)
      if (unless !== undefined && valuesAt(propertiesOf(each), unless).length > 0)
        throw new UserError(
          `${whereabouts([each])} sets ${unless}, for which its type needs ${actions.join(', ')}: say in ` +
            'lib/execution-policy/resource-handlers.json on what, and take them out of "withheld"',
        );
};

/** The parts of a row. Actions on the resource itself are kept whole: a release that takes a property away needs them, too. */
const grantsOf = (row: HandlerRow): readonly Grant[] => {
  const { standing, sources, because, on = {}, elsewhere = [], beyond = [] } = row;
  const own = { standing, sources, because: because === undefined ? [] : [because] };
  const apart = new Set([...Object.keys(on), ...elsewhere.flatMap(({ actions }) => actions)]);
  const listed = listedActions(row).filter((action) => !UNSCOPED.has(action));
  const onOthers = groupBy(
    listed.filter((action) => action in on),
    (action) => (on[action] ?? []).join(' '),
  );
  return [
    { ...own, actions: listed.filter((action) => !apart.has(action)), on: row.arns },
    ...[...onOthers].map(([arns, actions]) => ({ ...own, actions, on: arns.split(' ') })),
    ...elsewhere.filter(({ on: arns }) => !arns.includes('*')).map((each) => ({ ...own, ...each })),
    ...beyond.map((each) => ({ ...own, on: row.arns, ...each, because: [each.because] })),
  ].filter(({ actions }) => actions.length > 0);
};

/** Every action of a row's handlers but the withheld ones, in order. */
const listedActions = ({ handlers, withheld = [] }: HandlerRow): readonly string[] => {
  const not = new Set(withheld.flatMap(({ actions }) => actions));
  return [...new Set(Object.values(handlers).flat())].filter((action) => !not.has(action)).toSorted();
};

const statement = (grant: Grant, placed: readonly Placed[]): Omit<ExecutionStatement, 'sid'> => {
  const { on, with: property, condition, ...rest } = grant;
  const concerned = placed.filter(
    (each) => property === undefined || valuesAt(propertiesOf(each), property).length > 0,
  );
  const found = concerned.map((each) => ({ each, arns: resourceArns(each.stack, each.logicalId, on) }));
  const reasons = found.flatMap(({ each, arns }) => arns.map((arn) => reasonOf(arn, whereabouts([each]))));
  const region = placed[0]?.stack.region ?? '';
  return {
    ...rest,
    resources: [...new Set(found.flatMap(({ arns }) => arns))].toSorted(),
    because: [...new Set([...grant.because, ...reasons.filter((reason) => reason !== undefined)])],
    ...(condition === undefined ? {} : { condition: filled(condition, region) }),
  };
};

const filled = (condition: Readonly<Record<string, string>>, region: string): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(condition).map(([key, value]) => [key, value.replace('{region}', region)]));

/** What AWS asks for without a resource, of all types in one statement. */
const unscoped = (rows: readonly HandlerRow[]): readonly ExecutionStatement[] => {
  const used = rows
    .map((row) => ({ row, actions: listedActions(row).filter((action) => UNSCOPED.has(action)) }))
    .filter(({ actions }) => actions.length > 0);
  if (used.length === 0) return [];
  const sure = used.every(({ row }) => row.standing === 'documented');
  return [
    {
      sid: 'WithoutResource',
      actions: [...new Set(used.flatMap(({ actions }) => actions))].toSorted(),
      resources: ['*'],
      standing: sure ? 'documented' : 'unconfirmed',
      sources: [...new Set(used.flatMap(({ row }) => row.sources))],
      because: [reasonOf('*', 'a resource') ?? ''],
    },
  ];
};

/** Parameters of Parameter Store that templates name, such as the version of the bootstrap. */
const parameters = (stacks: readonly PlacedStack[]): readonly ExecutionStatement[] => {
  const named = stacks.flatMap(({ account, region, template }) =>
    Object.values(template.Parameters)
      .filter(({ Type }) => Type.startsWith('AWS::SSM::Parameter::Value<'))
      .map(
        ({ Default = '*' }) =>
          `arn:${partitionOf(region)}:ssm:${region}:${account}:parameter/${String(Default).replace(/^\//, '')}`,
      ),
  );
  if (named.length === 0) return [];
  return [
    {
      sid: 'TemplateParameters',
      actions: ['ssm:GetParameters'],
      resources: [...new Set(named)].toSorted(),
      standing: 'reported',
      sources: [
        'https://github.com/aws-samples/aws-iam-identity-center-automation/issues/3',
        'https://github.com/aws-samples/aws-bootstrap-kit-examples/pull/36',
      ],
      because: ['CloudFormation reads the values of such parameters as the execution role'],
    },
  ];
};

/** Without a role of its own in the template, CloudFormation reads outputs of other stacks as the execution role. */
const outputs = (stacks: readonly PlacedStack[]): readonly ExecutionStatement[] => {
  const resources = stacksRead(stacks);
  if (resources.length === 0) return [];
  return [
    {
      sid: 'OutputsOfOtherStacks',
      actions: ['cloudformation:DescribeStacks'],
      resources,
      standing: 'documented',
      sources: [
        'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-getstackoutput.html',
      ],
      because: ['a stack is looked up by its name, and its id is known only then'],
    },
  ];
};

const sidOf = (type: string): string =>
  type
    .split('::')
    .filter((part) => part !== 'AWS')
    .map((part) => (/^[A-Z]+[0-9]*$/.test(part) ? part.charAt(0) + part.slice(1).toLowerCase() : part))
    .join('');
