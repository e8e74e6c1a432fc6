import {
  callingService,
  letsForOthers,
  letsService,
  type OnBehalfOf,
  type PolicyDocument,
  type ServicePath,
} from '../../policy';
import { type CheckResult, cannotTell } from '../check';
import type { LiveTarget } from '../live-target';
import { type Flaw, verdict } from './verdict';

/** A call of an AWS service that a target's policies must let through, and nobody else's of the kind. */
export interface WantedCall {
  readonly path: ServicePath;
  readonly policies: readonly PolicyDocument[];
  readonly resource: string;
  readonly on: OnBehalfOf;
  /** How to put it right. */
  readonly fix: string;
}

/** On whose behalf a service calls that a resource of the target makes call. */
export const forSource = ({ account, region }: LiveTarget, source: string): OnBehalfOf => ({
  account,
  region,
  source,
});

/** The answer about policies that should let services in for their sources and nobody else's, and what else is wrong. */
export const verdictOfCalls = (
  subject: string,
  calls: readonly WantedCall[],
  others: readonly Flaw[] = [],
): readonly CheckResult[] => {
  const flaws: Flaw[] = [...others];
  for (const { path, policies, resource, on, fix } of calls) {
    const service = callingService(path, on.region);
    const own = letsService(policies, path, resource, on);
    if (own.is === 'unknown') return [cannotTell(subject, `${service}, ${own.action}: ${own.because}`)];
    if (own.is === 'no')
      flaws.push({ because: `its policy does not let ${service} do ${own.action}: ${own.because}`, fix });
    const open = letsForOthers(policies, path, on);
    if (open !== undefined) flaws.push({ because: `its policy lets others in, too: it lets ${open}`, fix });
  }
  return verdict(subject, flaws);
};
