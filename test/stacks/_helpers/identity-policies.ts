import type { PolicyDocument } from '../../../lib/policy';
import type { Resource, SynthesizedStack } from './synthesized';

/** Everything that says what a role of the stack may do. */
export const identityPolicies = (stack: SynthesizedStack, role: Resource): readonly PolicyDocument[] => {
  if (role.Properties['ManagedPolicyArns'] !== undefined) {
    throw new Error(`${role.id} has managed policies of which the template does not say what they allow`);
  }
  const inline = (role.Properties['Policies'] ?? []) as readonly { readonly PolicyDocument: unknown }[];
  const attached = stack.resources.filter(
    ({ Type, Properties }) =>
      /^AWS::IAM::(Managed)?Policy$/.test(Type) &&
      JSON.stringify(Properties['Roles'] ?? []).includes(JSON.stringify({ Ref: role.id })),
  );
  return [
    ...inline.map((each) => each.PolicyDocument),
    ...attached.map(({ Properties }) => Properties['PolicyDocument']),
  ].map((document) => stack.value(document) as PolicyDocument);
};
