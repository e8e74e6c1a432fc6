import { UserError } from '../ground/user-error';
import { handlerRow } from './resource-handlers';
import { type DeclaredResource, type PlacedStack, valuesAt } from './template';

/**
 * How much of a stack's name is sure to stand in the name that CloudFormation gives: long ones are cut, and AWS does not say how.
 * Two names of roles in public issues (EKSStack-awscdka-…, aws-samples/stable-diffusion-on-eks#4) have 16 characters.
 */
const SURE = 16;
/** Likewise of a logical id that comes first. */
const SURE_OF_LOGICAL_ID = 24;

/** The ARNs of a row for one resource of a stack. Several where a property is a list; none where it is not set. */
export const resourceArns = (
  stack: PlacedStack,
  logicalId: string,
  templates: readonly string[],
): readonly string[] => {
  const scope = new Scope(stack);
  return [...new Set(templates.flatMap((template) => scope.filled(template, logicalId)))];
};

/** What templates of ARNs are filled with: one stack. */
class Scope {
  constructor(private readonly stack: PlacedStack) {}

  /** A template of an ARN with one resource's properties. */
  filled(template: string, logicalId: string): readonly string[] {
    const { Properties } = this.resource(logicalId);
    const { account, region } = this.stack;
    const [path = '/'] = valuesAt(Properties, 'Path').map((value) => this.text(value));
    const placed = template
      .replace('{partition}', partitionOf(region))
      .replace('{region}', region)
      .replace('{account}', account)
      .replace('{Path}', path)
      .replace('{id}', '*');
    const [whole, property] = /\{([^}]+)\}/.exec(placed) ?? [];
    if (whole === undefined || property === undefined) return [placed];
    const [before = '', after = ''] = placed.split(whole);
    return this.named(logicalId, template, property).map((value) => joined(before, value, after));
  }

  private named(logicalId: string, template: string, property: string): readonly string[] {
    const { Type, Properties } = this.resource(logicalId);
    const values = valuesAt(Properties, property);
    if (values.length > 0) return values.map((value) => this.whole(value));
    const row = handlerRow(Type, this.where(logicalId));
    if (row.arns[0] !== template && !(row.arns[0] ?? '').includes(`{${property}}`)) return [];
    const given = this.given();
    return [
      row.lowerCase ? given.toLowerCase() : given,
      ...(row.withoutStack ? [`${logicalId.slice(0, SURE_OF_LOGICAL_ID)}*`] : []),
    ];
  }

  /** The name that CloudFormation gives to what has none. */
  private given(): string {
    const { stackName } = this.stack;
    return stackName.length > SURE ? `${stackName.slice(0, SURE)}*` : `${stackName}-*`;
  }

  /** A value that names a resource: its ARN where the resource is in the template. */
  private whole(value: unknown): string {
    const referred = this.referred(value);
    return referred === undefined ? this.text(value) : this.arnOf(referred);
  }

  private arnOf(logicalId: string): string {
    const [template] = handlerRow(this.resource(logicalId).Type, this.where(logicalId)).arns;
    return (template === undefined ? undefined : this.filled(template, logicalId)[0]) ?? '*';
  }

  /** The logical id behind a reference to a resource. */
  private referred(value: unknown): string | undefined {
    const [operation, operand] = intrinsic(value);
    const name =
      operation === 'Ref' ? operand : operation === 'Fn::GetAtt' && Array.isArray(operand) ? operand[0] : undefined;
    return typeof name === 'string' && name in this.stack.template.Resources ? name : undefined;
  }

  /** A value as text, with `*` for what is not known before the deployment. */
  private text(value: unknown): string {
    if (typeof value === 'string' || typeof value === 'number') return String(value);
    const [operation, operand] = intrinsic(value);
    if (operation === 'Fn::Join' && Array.isArray(operand) && Array.isArray(operand[1]))
      return operand[1].map((part: unknown) => this.text(part)).join(String(operand[0]));
    if (operation === 'Fn::Sub' && typeof operand === 'string')
      return operand.replaceAll(/\$\{([^!}][^}]*)\}/g, (_all, name: string) =>
        this.text(name.includes('.') ? { 'Fn::GetAtt': name.split('.') } : { Ref: name }),
      );
    const referred = this.referred(value);
    if (referred !== undefined) return operation === 'Ref' ? this.nameOf(referred) : this.attribute(referred, operand);
    return operation === 'Ref' && typeof operand === 'string' ? this.pseudo(operand) : '*';
  }

  private nameOf(logicalId: string): string {
    const { Type, Properties } = this.resource(logicalId);
    const [, property = ''] = /\{([^}]+)\}[^{]*$/.exec(handlerRow(Type, this.where(logicalId)).arns[0] ?? '') ?? [];
    const [value] = valuesAt(Properties, property);
    if (value !== undefined) return this.text(value);
    return property === '' || property === 'id' || property === 'account' ? '*' : this.given();
  }

  private attribute(logicalId: string, operand: unknown): string {
    return Array.isArray(operand) && operand[1] === 'Arn' ? this.arnOf(logicalId) : '*';
  }

  private pseudo(name: string): string {
    const { account, region, stackName, template } = this.stack;
    const known: Readonly<Record<string, string>> = {
      'AWS::AccountId': account,
      'AWS::Partition': partitionOf(region),
      'AWS::Region': region,
      'AWS::StackName': stackName,
      'AWS::URLSuffix': region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com',
    };
    return known[name] ?? String(template.Parameters[name]?.Default ?? '*');
  }

  private resource(logicalId: string): DeclaredResource {
    const found = this.stack.template.Resources[logicalId];
    if (found === undefined) throw new UserError(`${this.where(logicalId)} is not in the template`);
    return found;
  }

  private where(logicalId: string): string {
    return `${logicalId} of stack ${this.stack.stackName}`;
  }
}

/** What stands behind an ARN's own end is dropped where the value is an ARN already, unless it names something below it. */
const joined = (before: string, value: string, after: string): string => {
  if (value.startsWith('arn:')) return after.startsWith('/') || after.startsWith(':') ? value + after : value;
  return `${before}${before.endsWith('/') ? value.replace(/^\//, '') : value}${after}`;
};

const intrinsic = (value: unknown): readonly [string, unknown] => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return ['', undefined];
  const [entry, ...more] = Object.entries(value);
  return entry === undefined || more.length > 0 ? ['', undefined] : entry;
};

/** `aws`, or the partition that a region belongs to. */
export const partitionOf = (region: string): string =>
  region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
