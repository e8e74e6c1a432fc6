import { listAt, objectAt } from '../../ground/json';
import type { Check, CheckResult } from '../check';
import { type DeclaredByStack, declaredIn } from '../facts/declared';
import { owned, ownedResources } from '../facts/owned';
import { policyAsDeclared } from '../facts/policy-as-declared';
import { type DeployedRole, ownedRoles } from '../facts/roles';
import { verdict } from '../facts/verdict';
import type { LiveTarget } from '../live-target';

/** Inline policies that a template gives to a role of its own: in the role, or as a resource beside it. */
const inlineOf = (declared: readonly DeclaredByStack[], logicalId: string): readonly string[] =>
  declared.flatMap(({ logicalId: id, type, properties }) => {
    if (type === 'AWS::IAM::Role' && id === logicalId) {
      return listAt(properties['Policies']).map((policy) => String(objectAt(policy)['PolicyName']));
    }
    const beside =
      /^AWS::IAM::(Role)?Policy$/.test(type) && JSON.stringify(properties).includes(`"Ref":"${logicalId}"`);
    return beside ? [String(properties['PolicyName'])] : [];
  });

const judge = async (target: LiveTarget, role: DeployedRole): Promise<readonly CheckResult[]> => {
  const resource = (await ownedResources(target)).find((each) => each.physicalId === role.name);
  const declared = resource ? await declaredIn(target, resource.stackName) : [];
  const logicalId = resource?.logicalId ?? '';
  const inline = inlineOf(declared, logicalId);
  const own = await owned(target, 'AWS::IAM::ManagedPolicy');
  const changed = await Promise.all(
    Object.entries(role.inline).map(([named, policy]) =>
      policyAsDeclared(target, role.name, policy, {
        type: 'AWS::IAM::Policy',
        named,
        fix: `put it back (aws iam put-role-policy --role-name ${role.name} --policy-name ${named}), and find out who changed it`,
      }),
    ),
  );
  // Where the template lists ARNs itself, CloudFormation's drift detection compares them.
  const listed = declared.find((each) => each.logicalId === logicalId)?.properties['ManagedPolicyArns'] !== undefined;
  return verdict(role.arn, [
    ...changed.flat(),
    ...Object.keys(role.inline)
      .filter((name) => !inline.includes(name))
      .map((name) => ({
        because: `it has the inline policy ${name}, which no release gave it`,
        fix: `remove it (aws iam delete-role-policy --role-name ${role.name} --policy-name ${name}), and find out who put it there`,
      })),
    ...role.attached
      .filter((arn) => !listed && !own.includes(arn))
      .map((arn) => ({
        because: `it has the policy ${arn}, which no release attached`,
        fix: `detach it (aws iam detach-role-policy --role-name ${role.name} --policy-arn ${arn}), and find out who attached it`,
      })),
  ]);
};

/** No role of the stacks has a policy that no release gave it (ZT-09). */
export const rolesAsReleased: Check = {
  id: 'roles-as-released',
  requirement: 'ZT-09',
  proves:
    'no role of the environment has an inline or attached policy that no release gave it, or that says something else',
  run: async (target) => (await Promise.all((await ownedRoles(target)).map((role) => judge(target, role)))).flat(),
};
