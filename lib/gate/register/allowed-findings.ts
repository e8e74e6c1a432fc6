import type { AcknowledgementTerms, GateFinding } from '../../contract/gate-report';
import type { FinalStack } from '../packs/final-stacks';
import { NOTHING_UNJUDGED } from '../rules/closed-world/state';
import type { Allowance } from './allowance';
import { standing } from './review-allowances';

/** What would be found of the resources that an allowance is needed for, each with its terms: the report shows them as accepted. */
export const allowedFindings = (
  allowances: readonly Allowance[],
  stacks: readonly FinalStack[],
): ReadonlyMap<GateFinding, AcknowledgementTerms> =>
  new Map(
    stacks.flatMap(({ template, resources }) =>
      [...resources].flatMap(([logicalId, { type, properties, construct }]) =>
        allowances
          .filter((allowance) => allowance.type === type)
          .map((allowance) => ({ allowance, paths: standing(allowance, properties) }))
          .filter(({ paths }) => paths.length > 0)
          .map(({ allowance: { reason, owner, expires, ticket }, paths }) => {
            const finding = {
              pack: 'ZeroTrust',
              rule: NOTHING_UNJUDGED,
              finding: NOTHING_UNJUDGED,
              resource: construct?.node.path ?? `${template}#${logicalId}`,
              because: `nobody judges ${type}.${paths.join(', ')}`,
            };
            return [finding, { reason, owner, expires, ticket }] as const;
          }),
      ),
    ),
  );
