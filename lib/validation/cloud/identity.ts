import type { ContextEntry, SimulateCustomPolicyCommandInput } from '@aws-sdk/client-iam';
import { named } from '../../aws/call-refused';
import type { PacedClients } from '../calls/clients';
import type { ResultPage } from '../pages';
import { type Api, orAbsent, pageOf, present, texts } from './api';

/** A role; `trust` is its trust policy as JSON text. */
export interface Role {
  readonly arn: string;
  readonly trust: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** One call that a simulation judges; `context` as for `lib/policy`. Policies are JSON texts. */
export interface Simulation {
  readonly policies: readonly string[];
  readonly resourcePolicy?: string;
  readonly callerArn?: string;
  readonly action: string;
  readonly resource: string;
  readonly context: Readonly<Record<string, string>>;
}

/** What `iam:SimulateCustomPolicy` says. */
export interface Simulated {
  /** `refused` where it takes no such question. */
  readonly says: 'allowed' | 'explicitDeny' | 'implicitDeny' | 'refused';
  /** Context keys that the policies ask for and that it was not told. */
  readonly missing: readonly string[];
}

const iam = async (clients: PacedClients) => {
  const sdk = await import('@aws-sdk/client-iam');
  return { sdk, client: clients.of(sdk.IAMClient) };
};

/** IAM hands policies out URL-encoded. */
export const decoded = (document: string | undefined, what: string): string =>
  decodeURIComponent(present(document, what));

/** Endpoints that are not AWS say in different ways that they have no simulator. */
const NO_SIMULATOR =
  /^(NotImplemented|NotImplementedError|NotImplementedException|InvalidAction|UnknownOperationException)$/;

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulateCustomPolicy.html#API_SimulateCustomPolicy_Errors */
const NO_SUCH_QUESTION = /^(InvalidInput|PolicyEvaluation)(Exception)?$/;

const DECISIONS: readonly string[] = ['allowed', 'explicitDeny', 'implicitDeny'] satisfies readonly Simulated['says'][];

const isDecision = (value: string | undefined): value is Simulated['says'] =>
  value !== undefined && DECISIONS.includes(value);

const entryOf = ([key, value]: readonly [string, string]): ContextEntry => ({
  ContextKeyName: key,
  ContextKeyType:
    value === 'true' || value === 'false' ? 'boolean' : /^\d+(\.\d+)?$/.test(value) ? 'numeric' : 'string',
  ContextKeyValues: [value],
});

const inputOf = (simulation: Simulation): SimulateCustomPolicyCommandInput => ({
  PolicyInputList: [...simulation.policies],
  ActionNames: [simulation.action],
  ResourceArns: [simulation.resource],
  ContextEntries: Object.entries(simulation.context).map(entryOf),
  ...(simulation.resourcePolicy !== undefined && { ResourcePolicy: simulation.resourcePolicy }),
  ...(simulation.callerArn !== undefined && { CallerArn: simulation.callerArn }),
});

/** What a validation asks of IAM. */
export const identityCalls = {
  role: (api: Api, name: string): Promise<Role | undefined> =>
    api.ask('iam:GetRole', iam, async ({ sdk, client }) => {
      const answer = await orAbsent(client.send(new sdk.GetRoleCommand({ RoleName: name })), /^NoSuchEntity/);
      if (!answer) return undefined;
      const { Arn, AssumeRolePolicyDocument, Tags = [] } = present(answer.Role, `role ${name}`);
      return {
        arn: present(Arn, `the ARN of role ${name}`),
        trust: decoded(AssumeRolePolicyDocument, `the trust policy of ${name}`),
        tags: Object.fromEntries(Tags.map(({ Key, Value }) => [Key ?? '', Value ?? ''])),
      };
    }),

  /** ARNs of the managed policies attached to a role. */
  attachedPolicies: (api: Api, role: string, nextToken: string | undefined): Promise<ResultPage<string>> =>
    api.ask('iam:ListAttachedRolePolicies', iam, async ({ sdk, client }) => {
      const page = await client.send(new sdk.ListAttachedRolePoliciesCommand({ RoleName: role, Marker: nextToken }));
      return pageOf(page.Marker, texts(page.AttachedPolicies?.map(({ PolicyArn }) => PolicyArn)), (text) => text);
    }),

  /** Names of a role's inline policies. */
  inlinePolicies: (api: Api, role: string, nextToken: string | undefined): Promise<ResultPage<string>> =>
    api.ask('iam:ListRolePolicies', iam, async ({ sdk, client }) => {
      const page = await client.send(new sdk.ListRolePoliciesCommand({ RoleName: role, Marker: nextToken }));
      return pageOf(page.Marker, texts(page.PolicyNames), (text) => text);
    }),

  inlinePolicy: (api: Api, role: string, name: string): Promise<string> =>
    api.ask('iam:GetRolePolicy', iam, async ({ sdk, client }) => {
      const answer = await client.send(new sdk.GetRolePolicyCommand({ RoleName: role, PolicyName: name }));
      return decoded(answer.PolicyDocument, `policy ${name} of ${role}`);
    }),

  /** Id of the version in force of a managed policy. */
  policyVersionInForce: (api: Api, arn: string): Promise<string> =>
    api.ask('iam:GetPolicy', iam, async ({ sdk, client }) => {
      const { Policy } = await client.send(new sdk.GetPolicyCommand({ PolicyArn: arn }));
      return present(Policy?.DefaultVersionId, `the version in force of ${arn}`);
    }),

  policyVersion: (api: Api, arn: string, version: string): Promise<string> =>
    api.ask('iam:GetPolicyVersion', iam, async ({ sdk, client }) => {
      const command = new sdk.GetPolicyVersionCommand({ PolicyArn: arn, VersionId: version });
      const { PolicyVersion } = await client.send(command);
      return decoded(PolicyVersion?.Document, `${version} of ${arn}`);
    }),

  /** Undefined where the endpoint has no policy simulator. */
  simulate: (api: Api, simulation: Simulation): Promise<Simulated | undefined> =>
    api.ask('iam:SimulateCustomPolicy', iam, async ({ sdk, client }) => {
      try {
        const answer = await client.send(new sdk.SimulateCustomPolicyCommand(inputOf(simulation)));
        const result = answer.EvaluationResults?.[0];
        const decision = result?.EvalDecision;
        // Where a resource is named, the keys stand with its own result.
        const results = result === undefined ? [] : [result, ...(result.ResourceSpecificResults ?? [])];
        const missing = new Set(results.flatMap(({ MissingContextValues: keys = [] }) => keys));
        if (isDecision(decision)) return { says: decision, missing: [...missing] };
        throw new Error(`AWS answered a simulation with the decision ${decision}`);
      } catch (error) {
        if (named(error, NO_SIMULATOR)) return undefined;
        if (named(error, NO_SUCH_QUESTION)) return { says: 'refused', missing: [] };
        throw error;
      }
    }),
};
