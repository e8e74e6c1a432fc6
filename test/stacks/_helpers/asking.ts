import { evaluate, type PolicyDocument, type Principal, type RequestContext } from '../../../lib/policy';
import { type SynthesizedTarget, synthesizeTarget } from './synthesized';

/** Environments whose policies are asserted: data goes with the one and is kept in the other. */
export const NAMES = ['dev', 'prod'] as const;

/** An account that no policy of ours means. */
export const OTHER_ACCOUNT = '999999999999';

/** An Allow for everything, as an administrator has it: what is refused under it is refused to everybody. */
export const ALLOW_ALL: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [{ Sid: 'AllowAll', Effect: 'Allow', Action: '*', Resource: '*' }],
};

/** A request over TLS 1.3. */
export const TLS: RequestContext = { 'aws:SecureTransport': 'true', 's3:TlsVersion': '1.3' };

/** What an evaluation came to; an explicit deny cannot be overruled. */
export type Expected = 'allow' | 'explicit deny' | 'implicit deny' | 'cannot-tell';

/** What the policies together say of one request. */
export const says = (
  policies: readonly PolicyDocument[],
  principal: Principal,
  action: string,
  resource: string,
  context: RequestContext,
): Expected => {
  const decision = evaluate(policies, { principal, action, resource, context });
  if (decision.effect !== 'deny') return decision.effect;
  return decision.explicit ? 'explicit deny' : 'implicit deny';
};

/** An AWS service as the caller, for example `lambda.amazonaws.com`. */
export const service = (name: string): Principal => ({ kind: 'service', service: name });

const sessionOf = (owner: string, role: string): Principal => ({
  kind: 'aws',
  arn: `arn:aws:sts::${owner}:assumed-role/${role}/session`,
  account: owner,
});

/** A target's stacks with the names that requests to its policies need. */
export const deliveredTarget = (name: string) => {
  const synthesized: SynthesizedTarget = synthesizeTarget(name);
  const { data, access, target } = synthesized;
  const { account, region } = target;
  const arn = (type: string, prefix: string): string => {
    const { id } = data.one(type, prefix);
    return String(data.value({ 'Fn::GetAtt': [id, 'Arn'] }));
  };
  const dataKey = arn('AWS::KMS::Key', 'DataKey');
  return {
    data,
    access,
    account,
    region,
    arn,
    dataKey,
    logsKey: arn('AWS::KMS::Key', 'LogsKey'),
    secretsKey: arn('AWS::KMS::Key', 'SecretsKey'),
    bucket: arn('AWS::S3::Bucket', 'StorageData'),
    secret: String(data.value({ Ref: data.one('AWS::SecretsManager::Secret').id })),
    vpc: data.one('AWS::EC2::VPC').id,
    /** A session of a role, of this account unless told. */
    session: (role: string, owner = account) => sessionOf(owner, role),
    workload: sessionOf(account, `data-processing-${name}-${region}`),
    /** What a put must say of its encryption. */
    encrypted: {
      ...TLS,
      's3:x-amz-server-side-encryption': 'aws:kms',
      's3:x-amz-server-side-encryption-aws-kms-key-id': dataKey,
    },
  };
};
