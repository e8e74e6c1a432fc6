import { MAKES_RELEASES } from '../../contract/approvers';
import { isObject, type JsonObject, listAt, objectAt } from '../../ground/json';
import { coversAction } from '../../policy';
import { shown } from '../templates/intrinsics';
import { permissionsOf } from '../templates/roles';
import type { Resource, Target } from '../templates/target';
import { type Holder, holdersOf, peopleTrusted, SERVICES, trustOf } from './jobs/holders';
import { KNOWN_PERMISSIONS } from './jobs/known-permissions';
import type { Rule } from './rule';

/** ZT-09: each role of the pipeline's stacks is for one job, is become by its service, and may do what the job is known to need. */
export const pipelineRolesKeepToTheirJobs: Rule = {
  id: 'ZT-09-PipelineRolesKeepToTheirJobs',
  requires:
    'A role of the pipeline is for one job, only the service of that job becomes it, and it may do what that job is known to do with what it is known to do it with, and nothing else.',
  why: 'Code of a commit runs as these roles before anybody is asked: one that may deploy, approve or write evidence makes gate, approval and record a matter of its good will.',
  fix: 'Grant what the job needs on what it needs it, and write the permission down with its job in lib/gate/rules/jobs/known-permissions.ts.',
  source: 'https://docs.aws.amazon.com/codepipeline/latest/userguide/security-iam.html',
  hipaa: ['164.308(a)(3)(i)', '164.308(a)(4)(i)', '164.312(a)(1)', '164.312(c)(1)'],
  appliesTo: 'pipeline',
  check: (target) => target.each('AWS::IAM::Role', flaws),
};

const flaws = (role: Resource, target: Target): readonly string[] => {
  const [holder, ...more] = holdersOf(role, target);
  if (holder === undefined)
    return ['it is for no pipeline, build, function, event, auditor or approver of these templates'];
  if (more.length > 0) return [`it is for ${[holder, ...more].join(' and ')}, which are not to share a role`];
  const { policies, elsewhere } = permissionsOf(role, target);
  return [
    ...flawsOfTrust(role, holder),
    ...(holder === 'unknown job' ? [] : excess(policies, holder, role, target)),
    ...(holder === 'approver' ? flawsOfSeparation(policies) : []),
    ...elsewhere.map((each) => `what its policy ${each} allows stands in no template`),
  ];
};

const flawsOfTrust = (role: Resource, holder: Holder): readonly string[] => {
  const wanted = SERVICES[holder];
  const others = trustOf(role).filter((service) => service !== wanted);
  const isPersons = SERVICES[holder] === '';
  return [
    ...others.map((service) => `${service} may become it, which is for ${holder}`),
    ...(isPersons ? [] : peopleTrusted(role).map((who) => `its trust lets ${who}, and it is for ${holder}`)),
  ];
};

/** Whoever answers cannot make what is answered about, whatever else he is allowed. */
const flawsOfSeparation = (policies: readonly JsonObject[]): readonly string[] => {
  const denied = policies
    .flatMap((policy) => listAt(policy['Statement']).map(objectAt))
    .filter(
      ({ Effect: effect, Resource: on, Condition: when }) => effect === 'Deny' && on === '*' && when === undefined,
    )
    .flatMap(({ Action: actions }) => listAt(actions).map(String));
  const left = MAKES_RELEASES.filter((action) => !denied.some((each) => coversAction(each, action)));
  return left.length === 0 ? [] : [`it may answer approvals, and is not denied ${left.join(', ')} on everything`];
};

/** One sentence for all that a role may do beyond its job: the first of it, and how much more there is. */
const excess = (policies: readonly JsonObject[], holder: Holder, role: Resource, target: Target): readonly string[] => {
  const found = policies.flatMap((policy) =>
    listAt(policy['Statement']).flatMap((statement) => excessIn(statement, holder, role, target)),
  );
  const [first, ...more] = [...new Set(found)];
  if (first === undefined) return [];
  const others = more.length === 0 ? '' : ` (and ${more.length} more)`;
  return [`it may ${first}${others}, which its job, ${holder}, is not known to need`];
};

const excessIn = (statement: unknown, holder: Holder, role: Resource, target: Target): readonly string[] => {
  if (!isObject(statement)) return ['do what a statement says that cannot be read'];
  const { Effect: effect, Action: actions, Resource: resources, Condition: condition } = statement;
  if (effect === 'Deny') return [];
  const named = listAt(actions);
  const onto = listAt(resources);
  if (named.length === 0 || onto.length === 0)
    return [`do what ${shown(actions ?? statement['NotAction'])} leaves open`];
  const known = KNOWN_PERMISSIONS.filter(({ who }) => who.includes(holder)).filter(
    ({ under }) => under === undefined || under(objectAt(condition), role),
  );
  return named.flatMap((action) =>
    onto
      .filter(
        (resource) =>
          !known.some(
            (each) => each.actions.some((one) => coversAction(one, String(action))) && each.is(resource, role, target),
          ),
      )
      .map((resource) => `${String(action)} on ${shown(resource)}`),
  );
};
