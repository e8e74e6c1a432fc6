import {
  targetProtectionRoleName,
  targetReviewRoleName,
  targetValidationRoleName,
  validationAccessStackName,
  validationRoleName,
} from '../../contract/names';
import { outsiders, sentenceOf } from '../../policy';
import type { Check, CheckResult } from '../check';
import { type DeployedRole, ownedRoles } from '../facts/roles';
import { verdict } from '../facts/verdict';
import type { LiveTarget } from '../live-target';

/** The roles that the validation of the tools account becomes. */
const becomeable = ({ qualified, region }: LiveTarget): readonly string[] =>
  [targetValidationRoleName, targetReviewRoleName, targetProtectionRoleName].map((name) => name(qualified, region));

/** Whether the release names a role of the tools account; by its name alone where no release is at hand. */
const namedBy = async (target: LiveTarget): Promise<(arn: string) => boolean> => {
  const { account, region, qualified } = target;
  const template = await target.release?.template(validationAccessStackName(qualified), account, region);
  const name = validationRoleName(target.application);
  return (arn) => {
    const [, owner = ''] = new RegExp(`^arn:[^:]+:iam::(\\d{12}):role/${name}$`).exec(arn) ?? [];
    return owner !== '' && (template === undefined || template.includes(`:iam::${owner}:role/${name}`));
  };
};

const judge = async (role: DeployedRole, target: LiveTarget): Promise<readonly CheckResult[]> => {
  const fix = 'name the one role or service it is for (aws iam update-assume-role-policy), or deploy its stack again';
  const isNamed = becomeable(target).includes(role.name) ? await namedBy(target) : () => false;
  const ways = outsiders(
    role.trust,
    { type: 'AWS::IAM::Role', region: target.region },
    // A service becomes a role only where somebody of the role's account has passed it on. In that account another
    // environment's workload may be, too, so that it is none of those who are meant.
    { accounts: [], principal: isNamed, service: () => true },
  );
  const flaws = ways.map((way) => ({ because: `its trust policy lets ${sentenceOf(way)}`, fix }));
  return verdict(role.arn, flaws);
};

/** No role of the environment can be assumed by another environment's, nor by anybody but whom it is for (ZT-09). */
export const rolesTrustNobodyElse: Check = {
  id: 'roles-trust-nobody-else',
  requirement: 'ZT-09',
  proves: "no role of the environment can be assumed by another environment's role or by anybody of another account",
  run: async (target) => (await Promise.all((await ownedRoles(target)).map((role) => judge(role, target)))).flat(),
};
