import { isObject, objectAt } from '../../../lib/ground/json';
import type { DeliveredStack } from './delivery';

/** A thing with a name that nobody else may have where the name counts. */
export interface NamedThing {
  readonly type: string;
  readonly name: string;
  /** Where no other thing of the type may have the name: an account, a region of one, or the world. */
  readonly where: string;
  /** Which resource of which stack it is. */
  readonly what: string;
}

/** Properties that hold the name of something else, and names that count in one resource only. */
const NO_NAMES = new Set([
  'AWS::IAM::Policy PolicyName', // counts in its role
  'AWS::Lambda::Permission FunctionName',
  'AWS::EC2::FlowLog LogGroupName',
  'AWS::CloudWatch::Alarm MetricName',
  'AWS::EC2::VPCEndpoint ServiceName',
]);

/** How wide a name counts; others count in one region of an account. A trail of all regions has its name in each of them. */
const WIDER: Readonly<Record<string, 'account' | 'world'>> = {
  'AWS::S3::Bucket': 'world',
  'AWS::IAM::Role': 'account',
  'AWS::IAM::ManagedPolicy': 'account',
  'AWS::IAM::InstanceProfile': 'account',
  'AWS::CloudTrail::Trail': 'account',
};

/** Everything in stacks that has a name of its own: the stacks, their resources, their exports. */
export const namedThings = (stacks: readonly DeliveredStack[]): readonly NamedThing[] =>
  stacks.flatMap((stack) => [
    thing(stack, 'AWS::CloudFormation::Stack', stack.name, 'itself'),
    ...Object.entries(stack.template.Resources).flatMap(([id, { Type: type, Properties: properties }]) =>
      Object.entries(properties ?? {})
        .filter(([property]) => /^(Name|[A-Za-z]+Name)$/.test(property) && !NO_NAMES.has(`${type} ${property}`))
        .filter(([property, value]) => !(type.startsWith('Custom::') || isReference(property, value)))
        .map(([, value]) => thing(stack, type, String(value), id)),
    ),
    ...Object.entries(objectAt(Reflect.get(stack.template, 'Outputs'))).flatMap(([id, output]) => {
      const { Name: name } = objectAt(objectAt(output)['Export']);
      return name === undefined ? [] : [thing(stack, 'export', JSON.stringify(name), id)];
    }),
  ]);

const isReference = (property: string, value: unknown): boolean => {
  if (!isObject(value)) return false;
  if ('Ref' in value || 'Fn::GetAtt' in value) return true;
  throw new Error(`${property} is ${JSON.stringify(value)}: nobody can tell which name that becomes`);
};

const thing = ({ account, region, path }: DeliveredStack, type: string, name: string, id: string): NamedThing => {
  const where = { world: 'the world', account, region: `${account} ${region}` }[WIDER[type] ?? 'region'];
  return { type, name, where, what: `${path}/${id}` };
};

/** Names that two things of a type have where only one can. */
export const collisions = (things: readonly NamedThing[]): readonly string[] => {
  const seen = new Map<string, NamedThing>();
  return things.flatMap((each) => {
    const key = `${each.type} ${each.name} in ${each.where}`;
    const first = seen.get(key);
    seen.set(key, first ?? each);
    return first === undefined ? [] : [key];
  });
};
