import {
  type Decision,
  evaluate,
  leftOpen,
  type PolicyDocument,
  type RequestContext,
  type Required,
} from '../../policy';
import { type CheckResult, cannotTell, fail, pass } from '../check';
import type { Simulated, Simulation } from '../cloud/identity';
import type { LiveTarget } from '../live-target';
import { verdict } from './verdict';

/** A call that must be refused: by whom, on what, under which circumstances. */
export interface AttemptedCall {
  /** In words, e.g. `a put without encryption`. */
  readonly what: string;
  readonly action: string;
  readonly resource: string;
  readonly context: Readonly<Record<string, string>>;
  /** Who tries: an ARN of an account's role, session or root. */
  readonly caller: { readonly arn: string; readonly account: string };
}

/** The deployed policies that must refuse. */
export interface Policies {
  /** What is said to be refusing, e.g. `the policy of data-dev-…`. */
  readonly of: string;
  readonly fix: string;
  readonly identity: readonly PolicyDocument[];
  readonly resource?: PolicyDocument;
}

const ANYTHING = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };

/** For a resource's policy alone, the simulator wants somebody whose own policies would let everything through. */
const simulationOf = ({ action, resource, context, caller }: AttemptedCall, policies: Policies): Simulation => ({
  policies: (policies.identity.length > 0 ? policies.identity : [ANYTHING]).map((policy) => JSON.stringify(policy)),
  ...(policies.resource && {
    resourcePolicy: JSON.stringify(policies.resource),
    // The simulator takes users as callers, not roles.
    callerArn: caller.arn.replace(/:sts::|:iam::/, ':iam::').replace(/:(role|assumed-role)\//, ':user/'),
  }),
  action,
  resource,
  context,
});

/** AWS's own decision; undefined where the endpoint has no simulator, which is asked for once. */
const simulated = async (target: LiveTarget, simulation: Simulation): Promise<Simulated | undefined> => {
  const present = await target.once('policy simulator', async () => ({
    is: (await target.cloud.simulate(simulation)) !== undefined,
  }));
  return present.is ? target.cloud.simulate(simulation) : undefined;
};

const decisionOf = (policies: Policies, { action, resource, context, caller }: AttemptedCall): Decision =>
  evaluate([...policies.identity, ...(policies.resource ? [policies.resource] : [])], {
    principal: { kind: 'aws', ...caller },
    action,
    resource,
    context: context as RequestContext,
  });

const BOTH = 'by lib/policy and iam:SimulateCustomPolicy';

/**
 * Who judged: the evaluator always, AWS's simulator where there is one and it agrees. Its dissent is a warning until it has agreed
 * about a call of the same form in this validation: how it takes such a question is then known. Where it was not told what the
 * policies ask for (it names the keys), it has judged another call.
 *
 * @returns who, or why nobody can tell
 */
const judges = async (
  target: LiveTarget,
  attempt: AttemptedCall,
  simulation: Simulated | undefined,
  isRefused: boolean,
): Promise<{ readonly by: string } | { readonly dissent: string }> => {
  if (simulation === undefined) return { by: 'by lib/policy, the endpoint has no simulator' };
  const { says, missing } = simulation;
  const agreed = await target.once('what the policy simulator has agreed about', async () => new Set<string>());
  const form = [attempt.action, ...Object.keys(attempt.context).toSorted()].join(' ');
  if (says !== 'refused' && (says === 'explicitDeny') === isRefused) {
    agreed.add(form);
    return { by: BOTH };
  }
  const words = says === 'refused' ? 'takes no such question' : `says ${says}`;
  const told = missing.length > 0 ? `, not knowing ${missing.join(', ')}` : '';
  if (says !== 'refused' && missing.length === 0 && agreed.has(form)) {
    const ours = isRefused ? 'an explicit Deny' : 'no explicit Deny';
    return { dissent: `lib/policy finds ${ours}, iam:SimulateCustomPolicy ${words}` };
  }
  return {
    by: `by lib/policy; warning: iam:SimulateCustomPolicy ${words}${told}, and has not agreed about such a call yet`,
  };
};

/** Is an attempt refused by an explicit Deny, which no other policy can overrule? A second judge must agree, once it is known to judge. */
export const mustBeRefused = async (
  target: LiveTarget,
  attempt: AttemptedCall,
  policies: Policies,
): Promise<CheckResult> => {
  const subject = `${policies.of}: ${attempt.what}`;
  const decision = decisionOf(policies, attempt);
  if (decision.effect === 'cannot-tell') return cannotTell(subject, decision.because);
  const simulation = await simulated(target, simulationOf(attempt, policies));
  const isRefused = decision.effect === 'deny' && decision.explicit;
  const judged = await judges(target, attempt, simulation, isRefused);
  if ('dissent' in judged) return cannotTell(subject, judged.dissent);
  const how = judged.by;
  if (isRefused) return pass(`${subject} (${how})`);
  const because =
    decision.effect === 'allow'
      ? `${attempt.action} is allowed by "${decision.by}"`
      : `${attempt.action} is refused by nothing but want of an Allow, which any other policy may grant`;
  return fail(subject, `${because} (${how})`, policies.fix);
};

/** Does an attempt that the workload lives on get through, so that the Denies are not simply too wide? */
export const mustNotBeRefused = (attempt: AttemptedCall, policies: Policies): CheckResult => {
  const subject = `${policies.of}: ${attempt.what}`;
  const decision = decisionOf(policies, attempt);
  if (decision.effect === 'cannot-tell') return cannotTell(subject, decision.because);
  return decision.effect === 'deny' && decision.explicit
    ? fail(subject, `${attempt.action} is refused by "${decision.by}", although the workload needs it`, policies.fix)
    : pass(subject);
};

/** Is all refused that has to be, whatever else a request carries? What these attempts do not think of, sets do. */
export const leavesNothingOpen = (policies: Policies, required: Required): readonly CheckResult[] =>
  verdict(
    `${policies.of}: whatever else a request carries`,
    leftOpen(
      [...policies.identity, ...(policies.resource ? [policies.resource] : [])],
      required,
      'it does not refuse',
    ).map((because) => ({ because, fix: policies.fix })),
  );
