import type { ContextEntry, SimulateCustomPolicyCommandInput } from '@aws-sdk/client-iam';
import type { IdentityCloud, Simulated, Simulation } from '../cloud/identity';
import { type Api, named, orAbsent, pageOf, required, texts } from './api';

/** IAM hands policies out URL-encoded. */
const decoded = (document: string | undefined, what: string): string => decodeURIComponent(required(document, what));

/** Endpoints that are not AWS say in different ways that they have no simulator. */
const NO_SIMULATOR =
  /^(NotImplemented|NotImplementedError|NotImplementedException|InvalidAction|UnknownOperationException)$/;

const DECISIONS: readonly string[] = ['allowed', 'explicitDeny', 'implicitDeny'] satisfies readonly Simulated[];

const isDecision = (value: string | undefined): value is Simulated => value !== undefined && DECISIONS.includes(value);

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

/** The calls to IAM. */
export const identityCalls = (api: Api): IdentityCloud => {
  const iam = async () => {
    const sdk = await import('@aws-sdk/client-iam');
    return { sdk, client: api.clients.of(sdk.IAMClient) };
  };
  return {
    role: (name) =>
      api.asking('iam:GetRole', async () => {
        const { sdk, client } = await iam();
        const answer = await orAbsent(client.send(new sdk.GetRoleCommand({ RoleName: name })), /^NoSuchEntity/);
        if (!answer) return undefined;
        const { Arn, AssumeRolePolicyDocument, Tags = [] } = required(answer.Role, `role ${name}`);
        return {
          arn: required(Arn, `the ARN of role ${name}`),
          trust: decoded(AssumeRolePolicyDocument, `the trust policy of ${name}`),
          tags: Object.fromEntries(Tags.map(({ Key, Value }) => [Key ?? '', Value ?? ''])),
        };
      }),

    attachedPolicies: (role, nextToken) =>
      api.asking('iam:ListAttachedRolePolicies', async () => {
        const { sdk, client } = await iam();
        const page = await client.send(new sdk.ListAttachedRolePoliciesCommand({ RoleName: role, Marker: nextToken }));
        return pageOf(texts(page.AttachedPolicies?.map(({ PolicyArn }) => PolicyArn)), page.Marker);
      }),

    inlinePolicies: (role, nextToken) =>
      api.asking('iam:ListRolePolicies', async () => {
        const { sdk, client } = await iam();
        const page = await client.send(new sdk.ListRolePoliciesCommand({ RoleName: role, Marker: nextToken }));
        return pageOf(texts(page.PolicyNames), page.Marker);
      }),

    inlinePolicy: (role, name) =>
      api.asking('iam:GetRolePolicy', async () => {
        const { sdk, client } = await iam();
        const answer = await client.send(new sdk.GetRolePolicyCommand({ RoleName: role, PolicyName: name }));
        return decoded(answer.PolicyDocument, `policy ${name} of ${role}`);
      }),

    policyVersionInForce: (arn) =>
      api.asking('iam:GetPolicy', async () => {
        const { sdk, client } = await iam();
        const { Policy } = await client.send(new sdk.GetPolicyCommand({ PolicyArn: arn }));
        return required(Policy?.DefaultVersionId, `the version in force of ${arn}`);
      }),

    policyVersion: (arn, version) =>
      api.asking('iam:GetPolicyVersion', async () => {
        const { sdk, client } = await iam();
        const command = new sdk.GetPolicyVersionCommand({ PolicyArn: arn, VersionId: version });
        const { PolicyVersion } = await client.send(command);
        return decoded(PolicyVersion?.Document, `${version} of ${arn}`);
      }),

    simulate: (simulation) =>
      api.asking('iam:SimulateCustomPolicy', async () => {
        const { sdk, client } = await iam();
        try {
          const answer = await client.send(new sdk.SimulateCustomPolicyCommand(inputOf(simulation)));
          const decision = answer.EvaluationResults?.[0]?.EvalDecision;
          if (isDecision(decision)) return decision;
          throw new Error(`AWS answered a simulation with the decision ${decision}`);
        } catch (error) {
          if (named(error, NO_SIMULATOR)) return undefined;
          throw error;
        }
      }),
  };
};
