import { BOOTSTRAP_KINDS, type BootstrapKind, bootstrapRoleName } from '../../contract/bootstrap-roles';
import { dataStackName, validationAccessStackName, validationRoleName } from '../../contract/names';
import { objectAt } from '../../ground/json';
import { outsiders, type PolicyDocument, sentenceOf } from '../../policy';
import type { LiveTarget } from '../live-target';

/**
 * What the roles of a bootstrap may do of what only the environment may, conditions left aside. The execution role makes
 * everything. The deploying one reads artifacts in S3 under any key; the one that looks up may read everything but nothing that
 * is encrypted. A test reads it from the template of `cdk bootstrap`.
 */
const MAY: Readonly<Record<BootstrapKind, readonly string[] | 'anything'>> = {
  'cfn-exec': 'anything',
  deploy: ['kms:Decrypt'],
  'file-publishing': [],
  'image-publishing': [],
  lookup: ['s3:GetObject'],
};

/** The roles as which a target is deployed. */
export interface BootstrapRoles {
  /** What a role of this name is for; undefined for what is none of the target's bootstrap. */
  readonly kind: (name: string) => BootstrapKind | undefined;
  /** Whether `cdk bootstrap` lets a role of a kind do that. */
  readonly may: (kind: BootstrapKind, action: string) => boolean;
  /** Whom the trust policy of a role of a kind lets in beside those whom `cdk bootstrap` means. */
  readonly trusts: (kind: BootstrapKind, trust: PolicyDocument) => readonly string[];
}

/** A template of the release; the deployed one where no release is at hand. */
const templateOf = async (target: LiveTarget, stack: string): Promise<string> => {
  const { release, account, region, cloud } = target;
  const text = release
    ? await release.template(stack, account, region)
    : await target.once(`template of ${stack}`, () => cloud.template(stack));
  return text ?? '{}';
};

/**
 * The roles of the bootstrap that the target's templates name, in its account: in its region, and in the others where the
 * release has stacks. Whoever takes the name of a role of another bootstrap is somebody else.
 */
export const rolesOfBootstrap = async (target: LiveTarget): Promise<BootstrapRoles> => {
  const { qualified, account, region, application } = target;
  const data = await templateOf(target, dataStackName(qualified));
  const access = await templateOf(target, validationAccessStackName(qualified));
  const { BootstrapVersion: version } = objectAt(objectAt(JSON.parse(data))['Parameters']);
  const [, qualifier] = /^\/cdk-bootstrap\/([a-z0-9]+)\/version$/.exec(String(objectAt(version)['Default'])) ?? [];
  const regions = [region, ...(target.release?.regions(account) ?? [])];
  const validation = new RegExp(`:iam::(\\d{12}):role/${validationRoleName(application)}"`, 'g');
  const accounts = [account, ...[...access.matchAll(validation)].map(([, tools = '']) => tools)];
  const kinds = new Map(
    qualifier === undefined
      ? []
      : regions.flatMap((each) =>
          BOOTSTRAP_KINDS.map((kind) => [bootstrapRoleName(qualifier, kind, account, each), kind]),
        ),
  );
  return {
    kind: (name) => kinds.get(name),
    may: (kind, action) => MAY[kind] === 'anything' || MAY[kind].includes(action),
    trusts: (kind, trust) => {
      const intended =
        kind === 'cfn-exec'
          ? { accounts: [], service: (service: string) => service === 'cloudformation.amazonaws.com' }
          : { accounts };
      return outsiders(trust, { type: 'AWS::IAM::Role', region }, intended).map(sentenceOf);
    },
  };
};
