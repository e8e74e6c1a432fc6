import { isObject, type JsonObject, listAt, objectAt } from '../ground/json';
import { inShort } from './in-short';
import { canonical } from './json';
import { propertiesOf, typeOf } from './template';

/** One permission that a resource of a template gives, refuses or lets someone have. */
export interface Grant {
  /** Where it stands, below `Properties`. */
  readonly at: string;
  readonly kind: 'statement' | 'attachment' | 'boundary' | 'role' | 'unreadable';
  readonly value: unknown;
}

/** Properties that attach policies to identities or identities to policies: one more entry is one more permission. */
const ATTACHMENTS = /^(ManagedPolicyArns|ManagedPolicies|CustomerManagedPolicyReferences|Roles|Users|Groups)$/;

/** Names under which policies stand; what stands there and is no document cannot be judged. */
const POLICY_NAMES =
  /(^|[a-z])(PolicyDocument|(?<!Lifecycle)PolicyText|AccessPolic(y|ies)|ResourcePolicy|KeyPolicy|FileSystemPolicy|InlinePolicy)$|^Policy$/;

/** Services whose `Statement` is no statement of a policy, or whose `Policy` none of permissions. */
const OTHER_STATEMENTS = /^AWS::(WAFv2|NetworkFirewall|DLM|ApplicationAutoScaling|FMS|Budgets|Organizations)::/;

const IDENTITIES = /^AWS::(IAM|SSO)::/;

/** What an endpoint permits that has no policy (VPC user guide: the default endpoint policy). */
const EVERYTHING: Grant = {
  at: 'PolicyDocument.Statement',
  kind: 'statement',
  value: { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' },
};

/** Every permission in the properties of a resource, in whatever service, as documents, texts of documents and attachments. */
export const grantsOf = (resource: unknown): readonly Grant[] => {
  const type = typeOf(resource);
  const properties = propertiesOf(resource);
  if (type === 'AWS::EC2::VPCEndpoint' && properties['PolicyDocument'] === undefined) return [EVERYTHING];
  if (type === 'AWS::Lambda::Permission') return [{ at: '', kind: 'statement', value: ofLambda(properties) }];
  if (type === 'AWS::IAM::UserToGroupAddition') return joined(properties);
  const attachments = IDENTITIES.test(type)
    ? Object.entries(properties).flatMap(([name, value]) => [...attached(name, value), ...boundary(name, value)])
    : [];
  return OTHER_STATEMENTS.test(type) ? attachments : [...attachments, ...statementsIn('', properties)];
};

const attached = (name: string, value: unknown): readonly Grant[] =>
  ATTACHMENTS.test(name) ? listAt(value).map((each) => ({ at: name, kind: 'attachment', value: each })) : [];

const joined = ({ GroupName: group, Users: users }: JsonObject): readonly Grant[] =>
  listAt(users).map((user) => ({ at: 'Users', kind: 'attachment', value: `${inShort(user)} joins ${inShort(group)}` }));

/** Properties of what is no identity that say as whom it acts. */
export const RUNS_AS = /^(\w*Role(Arn|ARN)?|IamInstanceProfile)$/;

/** As whom a resource acts. What is new brings its role with it, which is judged by itself: only of what stays is this asked. */
export const rolesOf = (resource: unknown): readonly Grant[] =>
  IDENTITIES.test(typeOf(resource))
    ? []
    : Object.entries(propertiesOf(resource)).flatMap(([at, value]) =>
        RUNS_AS.test(at) ? [{ at, kind: 'role', value }] : [],
      );

const boundary = (name: string, value: unknown): readonly Grant[] =>
  name === 'PermissionsBoundary' ? [{ at: name, kind: 'boundary', value }] : [];

const statementsIn = (at: string, value: unknown): readonly Grant[] => {
  if (Array.isArray(value)) return value.flatMap((each, index) => statementsIn(`${at}[${index}]`, each));
  const document = isObject(value) ? value : documentIn(value);
  if (document === undefined) return [];
  if (isDocument(document)) {
    return listAt(document['Statement']).map((statement) => ({
      at: `${at}.Statement`,
      kind: isStatement(statement) ? 'statement' : 'unreadable',
      value: statement,
    }));
  }
  return Object.entries(document).flatMap(([name, inner]) => {
    const below = at === '' ? name : `${at}.${name}`;
    const found = statementsIn(below, inner);
    if (found.length > 0 || !POLICY_NAMES.test(name) || isEmpty(inner)) return found;
    return [{ at: below, kind: 'unreadable', value: inner }];
  });
};

const isEmpty = (value: unknown): boolean =>
  value === undefined || (isObject(value) && isDocument(value)) || (Array.isArray(value) && value.length === 0);

/** A policy that stands in a template as a text. */
const documentIn = (value: unknown): JsonObject | undefined => {
  if (typeof value !== 'string' || !/^\s*\{/.test(value)) return undefined;
  try {
    const parsed: unknown = JSON.parse(value);
    return isObject(parsed) && isDocument(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
};

const isDocument = (value: JsonObject): boolean =>
  value['Statement'] !== undefined && (value['Version'] !== undefined || listAt(value['Statement']).some(isStatement));

const isStatement = (value: unknown): boolean => {
  const effect = objectAt(value)['Effect'];
  return effect === 'Allow' || effect === 'Deny';
};

/** The statement that Lambda adds to the function's policy. */
const ofLambda = (properties: JsonObject): JsonObject => {
  const { Action: action, FunctionName: on, Principal: principal, ...conditions } = properties;
  const entries = Object.entries(conditions).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return {
    Effect: 'Allow',
    Principal: principal === '*' ? '*' : { Service: principal },
    Action: action,
    Resource: on,
    ...(entries.length > 0 && { Condition: { StringEquals: Object.fromEntries(entries) } }),
  };
};

/** What tells a grant from another in the same place. */
export const grantKey = ({ kind, value }: Grant): string => `${kind} ${canonical(value)}`;
