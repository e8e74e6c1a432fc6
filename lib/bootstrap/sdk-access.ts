import {
  CloudFormationClient,
  DescribeStacksCommand,
  GetTemplateCommand,
  UpdateTerminationProtectionCommand,
} from '@aws-sdk/client-cloudformation';
import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  DeletePolicyVersionCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  IAMClient,
  ListPolicyVersionsCommand,
  NoSuchEntityException,
  paginateListAttachedRolePolicies,
  paginateListRolePolicies,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { parse } from 'yaml';
import type { SessionCredentials } from '../aws/assume-role';
import { permitted } from '../aws/call-refused';
import { type JsonObject, objectAt } from '../ground/json';
import type { AccountRegion } from './places';
import type { BootstrapAccess, BootstrapRole, BootstrapStack } from './state';

/** How many versions of a managed policy IAM keeps. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const MOST_VERSIONS = 5;

/** AWS by its SDK; every call that is refused for want of a permission says which. */
export const sdkAccess = (
  { region }: AccountRegion,
  credentials: SessionCredentials,
  cdk: BootstrapAccess['cdk'],
): BootstrapAccess => ({
  ...stacksBy(new CloudFormationClient({ region, credentials })),
  ...rolesBy(new IAMClient({ region, credentials })),
  ...policiesBy(new IAMClient({ region, credentials })),
  cdk,
});

const stacksBy = (client: CloudFormationClient): Pick<BootstrapAccess, 'stack' | 'protect'> => ({
  stack: async (name) => {
    const found = await unless(doesNotExist, () =>
      permitted('cloudformation:DescribeStacks', () => client.send(new DescribeStacksCommand({ StackName: name }))),
    );
    const [stack] = found?.Stacks ?? [];
    if (stack === undefined) return undefined;
    const { TemplateBody: body = '' } = await permitted('cloudformation:GetTemplate', () =>
      client.send(new GetTemplateCommand({ StackName: name, TemplateStage: 'Original' })),
    );
    const version = stack.Outputs?.find(({ OutputKey }) => OutputKey === 'BootstrapVersion')?.OutputValue;
    return {
      status: stack.StackStatus ?? '',
      isProtected: stack.EnableTerminationProtection ?? false,
      template: objectAt(parse(body, { logLevel: 'silent' })),
      version: Number(version ?? 0),
    } satisfies BootstrapStack;
  },
  protect: async (name) => {
    const request = { StackName: name, EnableTerminationProtection: true };
    await permitted('cloudformation:UpdateTerminationProtection', () =>
      client.send(new UpdateTerminationProtectionCommand(request)),
    );
  },
});

const rolesBy = (
  client: IAMClient,
): Pick<BootstrapAccess, 'role' | 'setTrust' | 'attach' | 'detach' | 'deleteInline'> => ({
  role: async (RoleName) => {
    const found = await unless(isMissing, () =>
      permitted('iam:GetRole', () => client.send(new GetRoleCommand({ RoleName }))),
    );
    if (found === undefined) return undefined;
    const attached: string[] = [];
    const inline: string[] = [];
    await permitted('iam:ListAttachedRolePolicies', async () => {
      for await (const { AttachedPolicies = [] } of paginateListAttachedRolePolicies({ client }, { RoleName }))
        attached.push(...AttachedPolicies.flatMap(({ PolicyArn }) => PolicyArn ?? []));
    });
    await permitted('iam:ListRolePolicies', async () => {
      for await (const { PolicyNames = [] } of paginateListRolePolicies({ client }, { RoleName }))
        inline.push(...PolicyNames);
    });
    return { trust: documentIn(found.Role?.AssumeRolePolicyDocument), attached, inline } satisfies BootstrapRole;
  },
  setTrust: async (RoleName, trust) => {
    const command = new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: JSON.stringify(trust) });
    await permitted('iam:UpdateAssumeRolePolicy', () => client.send(command));
  },
  attach: async (RoleName, PolicyArn) => {
    await permitted('iam:AttachRolePolicy', () => client.send(new AttachRolePolicyCommand({ RoleName, PolicyArn })));
  },
  detach: async (RoleName, PolicyArn) => {
    await permitted('iam:DetachRolePolicy', () => client.send(new DetachRolePolicyCommand({ RoleName, PolicyArn })));
  },
  deleteInline: async (RoleName, PolicyName) => {
    await permitted('iam:DeleteRolePolicy', () => client.send(new DeleteRolePolicyCommand({ RoleName, PolicyName })));
  },
});

const policiesBy = (client: IAMClient): Pick<BootstrapAccess, 'policy' | 'createPolicy' | 'changePolicy'> => ({
  policy: async (PolicyArn) => {
    const found = await unless(isMissing, () =>
      permitted('iam:GetPolicy', () => client.send(new GetPolicyCommand({ PolicyArn }))),
    );
    if (found === undefined) return undefined;
    const request = { PolicyArn, VersionId: found.Policy?.DefaultVersionId };
    const { PolicyVersion } = await permitted('iam:GetPolicyVersion', () =>
      client.send(new GetPolicyVersionCommand(request)),
    );
    return documentIn(PolicyVersion?.Document);
  },
  createPolicy: async (PolicyName, document) => {
    const command = new CreatePolicyCommand({ PolicyName, PolicyDocument: JSON.stringify(document) });
    await permitted('iam:CreatePolicy', () => client.send(command));
  },
  changePolicy: async (PolicyArn, document) => {
    const { Versions = [] } = await permitted('iam:ListPolicyVersions', () =>
      client.send(new ListPolicyVersionsCommand({ PolicyArn })),
    );
    const [oldest] = Versions.filter(({ IsDefaultVersion }) => !IsDefaultVersion).toSorted(
      (one, other) => Number(one.CreateDate) - Number(other.CreateDate),
    );
    if (Versions.length >= MOST_VERSIONS && oldest !== undefined) {
      const command = new DeletePolicyVersionCommand({ PolicyArn, VersionId: oldest.VersionId });
      await permitted('iam:DeletePolicyVersion', () => client.send(command));
    }
    const request = { PolicyArn, PolicyDocument: JSON.stringify(document), SetAsDefault: true };
    await permitted('iam:CreatePolicyVersion', () => client.send(new CreatePolicyVersionCommand(request)));
  },
});

/** Nothing where the error says that the thing is not there; any other error is thrown. */
const unless = async <T>(absent: (error: unknown) => boolean, ask: () => Promise<T>): Promise<T | undefined> => {
  try {
    return await ask();
  } catch (error) {
    if (absent(error)) return undefined;
    throw error;
  }
};

const isMissing = (error: unknown): boolean => error instanceof NoSuchEntityException;
/** CloudFormation has no name for it: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html */
const doesNotExist = (error: unknown): boolean => error instanceof Error && / does not exist$/.test(error.message);

/** IAM answers documents as JSON with percent signs. */
const documentIn = (text = ''): JsonObject => objectAt(JSON.parse(decodeURIComponent(text)));
