import { listAt, objectAt, own } from '../../../ground/json';
import { DEPLOYMENT_ROLE } from '../../templates/friends';
import { Unresolved } from '../../templates/intrinsics';
import type { Target } from '../../templates/target';
import type { StackTemplate } from '../../templates/template';

/** What a value must look like. Lists and objects are asked for everything in them. */
export interface Shape {
  /** What it must be, as the end of "it must …". */
  readonly must: string;
  holds(value: unknown, stack: StackTemplate, target: Target): boolean;
}

const isText = (value: unknown): value is string => typeof value === 'string';

/** Anything that the templates determine. */
export const text: Shape = {
  must: 'stand in the template',
  holds: (value) => ['string', 'number', 'boolean'].includes(typeof value),
};

/** True or false. */
export const flag: Shape = { must: 'be true or false', holds: (value) => /^(true|false)$/.test(String(value)) };

/** A whole number of a range. */
export const count = (least: number, most: number): Shape => ({
  must: `be a whole number from ${least} to ${most}`,
  holds: (value) => /^\d+$/.test(String(value)) && Number(value) >= least && Number(value) <= most,
});

/** One of these values. */
export const oneOf = (...values: readonly (string | boolean)[]): Shape => ({
  must: `be ${values.join(' or ')}`,
  holds: (value) => values.some((each) => String(each) === String(value)),
});

/** A text of a form, described as the end of "it must be …". */
export const formed = (form: RegExp, what: string): Shape => ({
  must: `be ${what}`,
  holds: (value) => isText(value) && form.test(value),
});

/** A resource of one of these types in a template that is judged here: by its name, id or ARN. */
export const resourceOf = (...types: readonly string[]): Shape => ({
  must: `name an ${types.join(' or ')} of these templates`,
  holds: (value, _, target) => types.some((type) => target.find(value, type) !== undefined),
});

/** Whether a text says where something is that may be anybody's. A bare name cannot be told from a word. */
const isAddress = (value: string, own: string): boolean =>
  /^arn:|:\/\/|\.amazonaws\.com/.test(value) || (value.match(/\b\d{12}\b/g) ?? []).some((account) => account !== own);

/** Whatever stands in the template and leads nowhere else: an address is one of these templates, or one of these values. */
export const nothingElsewhere = (values: readonly string[]): Shape => ({
  must: 'stand in the template and name nothing outside of these templates, or be one of the values that are allowed',
  holds: (value, stack, target) =>
    text.holds(value, stack, target) &&
    (!isAddress(String(value), stack.account) || values.includes(String(value)) || target.has(String(value))),
});

/** The same in any template of the release; what stands in another region may be named by the output of its stack. */
export const inRelease = (type: string): Shape => ({
  must: `name an ${type} of this release`,
  holds: (value, stack, target) =>
    target.release.some((each) => each.find(value, type) !== undefined) || isOutput(value, type, stack, target),
});

/** The CDK hands ARNs to other regions by `Fn::GetStackOutput`, which names stack, region and output. */
const isOutput = (value: unknown, type: string, stack: StackTemplate, target: Target): boolean => {
  if (!(value instanceof Unresolved)) return false;
  const {
    StackName: name,
    Region: region,
    OutputName: output,
  } = objectAt(objectAt(value.expression)['Fn::GetStackOutput']);
  return target.release
    .flatMap(({ stacks }) => stacks)
    .filter((each) => each.account === stack.account && each.region === region)
    .filter((each) => each.stackName === undefined || each.stackName === name)
    .some(({ template }) => {
      const { 'Fn::GetAtt': attribute } = objectAt(objectAt(own(objectAt(template.Outputs), String(output)))['Value']);
      const [logicalId] = listAt(attribute);
      return own(template.Resources ?? {}, String(logicalId))?.Type === type;
    });
};

/** Something of one of these services in the resource's own account. */
export const ownResource = (...services: readonly string[]): Shape => ({
  must: `name something of ${services.join(' or ')} in the stack's own account`,
  holds: (value, stack) => {
    const [, , service = '', , account] = isText(value) ? value.split(':') : [];
    return services.includes(service) && account === stack.account;
  },
});

/** A managed policy of the resource's own account. */
export const ownPolicy: Shape = {
  must: "be a managed policy of the stack's own account",
  holds: (value, stack) =>
    isText(value) && /^arn:[^:]+:iam::(\d{12}):policy\/[^*?]+$/.exec(value)?.[1] === stack.account,
};

/** The bucket that the CDK's bootstrap keeps for a stack's account and region. */
export const bootstrapBucket: Shape = {
  must: "be the bootstrap's asset bucket of the stack's own account and region",
  holds: (value, stack) =>
    isText(value) && /^cdk-[a-z0-9]{1,10}-assets-(.+)$/.exec(value)?.[1] === `${stack.account}-${stack.region}`,
};

/** What is published with the stack; where nobody has said what that is, at least something that is called by its content. */
export const assetKey: Shape = {
  must: 'be the key of an asset that is published with this stack',
  holds: (value, { publications }) =>
    isText(value) &&
    (publications === undefined
      ? /^([\w-]+\/)*[0-9a-f]{64}\.zip$/.test(value)
      : publications.some(({ key }) => key === value)),
};

/** A role of these templates, or one that the CDK's bootstrap has made for deployments. */
export const roleThatDeploys: Shape = {
  must: "name a role of these templates, or a deployment role of the CDK's bootstrap",
  holds: (value, _, target) =>
    target.find(value, 'AWS::IAM::Role') !== undefined ||
    (isText(value) && DEPLOYMENT_ROLE.test(value) && !/[*?]/.test(value)),
};

/** A path in a bucket of these templates. */
export const cacheOfBucket: Shape = {
  must: 'lie in an AWS::S3::Bucket of these templates',
  holds: (value, _, target) => isText(value) && target.find(value.split('/')[0], 'AWS::S3::Bucket') !== undefined,
};

/** Environment variables of an action, as CodePipeline takes them: none has a value from elsewhere. */
export const plainVariables: Shape = {
  must: 'be a list of variables of type PLAINTEXT',
  holds: (value) => {
    if (!isText(value)) return false;
    try {
      return listAt(JSON.parse(value)).every((each) => objectAt(each)['type'] === 'PLAINTEXT');
    } catch {
      return false;
    }
  },
};
