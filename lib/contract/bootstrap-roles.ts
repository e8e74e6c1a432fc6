/** What `cdk bootstrap` makes roles for. */
export const BOOTSTRAP_KINDS = ['cfn-exec', 'deploy', 'file-publishing', 'image-publishing', 'lookup'] as const;
export type BootstrapKind = (typeof BOOTSTRAP_KINDS)[number];

/** The qualifier of a bootstrap that was given none, as in `lib/rehearsal/assembly/read-assembly.ts`. */
export const CDK_QUALIFIER = 'hnb659fds';

/** Role of a bootstrap; IAM is global, so the name carries the region. */
export const bootstrapRoleName = (qualifier: string, kind: BootstrapKind, account: string, region: string): string =>
  `cdk-${qualifier}-${kind}-role-${account}-${region}`;
