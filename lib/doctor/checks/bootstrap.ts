import { bootstrapPlaces, placeName } from '../../bootstrap/places';
import { promisedTargets } from '../../config';
import { BOOTSTRAP_KINDS, type BootstrapKind, bootstrapRoleName } from '../../contract/bootstrap-roles';
import { executionPolicies } from '../../execution-policy/execution-policies';
import { readTemplate } from '../../execution-policy/template';
import { partitionOf } from '../../execution-policy/template-arns';
import { type JsonObject, listAt, objectAt } from '../../ground/json';
import { evaluate, type Request } from '../../policy';
import { canonical } from '../../review/json';
import { atEveryPlace, type DoctorCheck, problem, type Symptom } from '../doctor-check';
import type { DoctorPlace, Patient } from '../patient';

/** What a release is deployed by, and what its files are published by; the pipeline assumes both. */
const ASSUMED = ['deploy', 'file-publishing'] as const;

/** A check of every bootstrap that the app uses somewhere. */
const ofEachBootstrap = (
  id: string,
  about: string,
  look: (qualifier: string, place: DoctorPlace, patient: Patient) => Promise<readonly Symptom[]>,
): DoctorCheck => {
  return atEveryPlace(id, about, async (place, patient) => {
    const { stacks } = await patient.synthesis();
    const here = stacks.filter(({ account, region }) => account === place.account && region === place.region);
    const qualifiers = [...new Set(here.map(({ qualifier }) => qualifier))];
    return (await Promise.all(qualifiers.map((qualifier) => look(qualifier, place, patient)))).flat();
  });
};

const versionOf = (qualifier: string, { cloud }: DoctorPlace): Promise<string | undefined> =>
  cloud.parameter(`/cdk-bootstrap/${qualifier}/version`);

const roleName = (qualifier: string, kind: BootstrapKind, { account, region }: DoctorPlace): string =>
  bootstrapRoleName(qualifier, kind, account, region);

const curing = ({ account }: DoctorPlace): string =>
  `npm run synth && bin/delivery bootstrap --execute --account ${account} --profile ${account}=PROFILE`;

/** Condition keys of which a look from outside knows what a call of a role will have. */
const KNOWN_KEYS = /^(aws:Principal(Arn|Account|IsAWSService)|sts:ExternalId)$/i;

/** A statement as it counts at best, whatever its unknown keys turn out to be; null where that is not at all. */
const atBest = (statement: JsonObject): JsonObject | null => {
  const operators = Object.entries(objectAt(statement['Condition'])).map(([operator, keys]) => {
    const all = Object.entries(objectAt(keys));
    return { operator, all, known: all.filter(([key]) => KNOWN_KEYS.test(key)) };
  });
  if (operators.every(({ all, known }) => all.length === known.length)) return statement;
  if (statement['Effect'] !== 'Allow') return null;
  const left = operators.filter(({ known }) => known.length > 0);
  const condition = Object.fromEntries(left.map(({ operator, known }) => [operator, Object.fromEntries(known)]));
  return { ...statement, Condition: condition };
};

/** Whether a trust lets a role in; nobody can tell where that hangs on keys which only the call itself has. */
const isTrusted = (trust: JsonObject, request: Request): 'yes' | 'no' | { readonly because: string } => {
  const answer = evaluate([trust], request);
  if (answer.effect === 'cannot-tell') return answer;
  if (answer.effect === 'allow') return 'yes';
  const statements = listAt(trust['Statement']).map(objectAt);
  const best = statements.flatMap((statement) => atBest(statement) ?? []);
  if (evaluate([{ ...trust, Statement: best }], request).effect === 'deny') return 'no';
  return { because: 'it has conditions that only the call itself can answer' };
};

const trustOf = async (qualifier: string, place: DoctorPlace, { config }: Patient): Promise<readonly Symptom[]> => {
  const { application, tools } = config;
  const places = bootstrapPlaces({ application, tools, targets: promisedTargets(config) });
  const users = places.find((each) => each.account === place.account && each.region === place.region)?.users;
  const found: Symptom[] = [];
  for (const kind of ASSUMED) {
    const name = roleName(qualifier, kind, place);
    const trust = await place.cloud.trust(name);
    if (trust === undefined) continue; // `bootstrap-roles` says so
    const resource = `arn:${partitionOf(place.region)}:iam::${place.account}:role/${name}`;
    const answers = (users?.[kind] ?? []).map((arn) => {
      const principal = { kind: 'aws', account: tools.account, arn } as const;
      return { arn, answer: isTrusted(trust, { principal, action: 'sts:AssumeRole', resource, context: {} }) };
    });
    const refused = answers.flatMap(({ arn, answer }) => (answer === 'no' ? [arn] : []));
    const doubts = answers.flatMap(({ arn, answer }) =>
      typeof answer === 'object' ? [`${arn} (${answer.because})`] : [],
    );
    const where = placeName(place);
    if (refused.length > 0) {
      const what = `${name} does not trust ${refused.join(', ')}, which a release assumes it by: its deployments there are refused`;
      found.push(problem(where, what, curing(place)));
    }
    if (doubts.length > 0) {
      const what = `whether ${name} trusts ${doubts.join(', ')}, which a release assumes it by, cannot be judged`;
      found.push(problem(where, what, `put our own trust in its place: ${curing(place)}`));
    }
  }
  return found;
};

const policyOf = async (qualifier: string, place: DoctorPlace, patient: Patient): Promise<readonly Symptom[]> => {
  const role = roleName(qualifier, 'cfn-exec', place);
  if ((await place.cloud.trust(role)) === undefined) return []; // `bootstrap-roles` says so
  const where = placeName(place);
  const attached = await place.cloud.attached(role);
  const cure = curing(place);
  if (attached.length === 0) return [problem(where, `${role} has no policy: CloudFormation may create nothing`, cure)];
  if (attached.some(({ arn }) => arn.endsWith(':policy/AdministratorAccess')))
    return [
      problem(where, `${role} has AdministratorAccess: whoever deploys is an administrator of the account`, cure),
    ];
  const documents = await Promise.all(attached.map(({ arn }) => place.cloud.policy(arn)));
  const has = new Set(documents.flatMap(({ Statement }) => listAt(Statement).map(canonical)));
  const missing = (await neededAt(place, patient)).filter((statement) => !has.has(canonical(statement)));
  if (missing.length === 0) return [];
  const what = `the policies of ${role} lack ${missing.length} of the statements that this app needs: a deployment may be refused`;
  return [problem(where, what, cure)];
};

const neededAt = async ({ account, region }: DoctorPlace, { synthesis }: Patient): Promise<readonly object[]> => {
  const { stacks } = await synthesis();
  const here = stacks.filter((stack) => stack.account === account && stack.region === region);
  const placed = here.map(({ stackName, template }) => ({
    stackName,
    account,
    region,
    template: readTemplate(template, stackName),
  }));
  return executionPolicies(placed).flatMap(({ policies }) => policies.flatMap(({ document }) => document.Statement));
};

/** Whether every account and region is bootstrapped as this app needs it. */
export const bootstrapChecks: readonly DoctorCheck[] = [
  ofEachBootstrap('bootstrap-there', 'it is bootstrapped, with the qualifier of the app', async (qualifier, place) => {
    if ((await versionOf(qualifier, place)) !== undefined) return [];
    const others = (await place.cloud.stacks()).flatMap(({ name, parameters }) =>
      name.startsWith('CDKToolkit') && parameters['Qualifier'] !== undefined ? [parameters['Qualifier']] : [],
    );
    const what =
      others.length === 0
        ? 'it is not bootstrapped'
        : `it is bootstrapped with qualifier ${others.join(', ')}, and the app wants ${qualifier}`;
    return [problem(placeName(place), what, curing(place))];
  }),

  ofEachBootstrap('bootstrap-version', 'the bootstrap is new enough for the app', async (qualifier, place, patient) => {
    const version = await versionOf(qualifier, place);
    const { bootstrapVersion } = await patient.synthesis();
    if (version === undefined || Number(version) >= bootstrapVersion) return [];
    const what = `the bootstrap has version ${version}, and the app needs ${bootstrapVersion}`;
    return [problem(placeName(place), what, curing(place))];
  }),

  ofEachBootstrap('bootstrap-roles', "the bootstrap's roles are there", async (qualifier, place) => {
    if ((await versionOf(qualifier, place)) === undefined) return []; // `bootstrap-there` says so
    const names = BOOTSTRAP_KINDS.map((kind) => roleName(qualifier, kind, place));
    const trusts = await Promise.all(names.map((name) => place.cloud.trust(name)));
    const missing = names.filter((_, index) => trusts[index] === undefined);
    if (missing.length === 0) return [];
    const what = `roles of the bootstrap are gone: ${missing.join(', ')}`;
    return [problem(placeName(place), what, curing(place))];
  }),

  ofEachBootstrap('bootstrap-trust', "the bootstrap's roles trust the account of the pipeline", trustOf),

  ofEachBootstrap('bootstrap-policy', 'CloudFormation may do what the app needs, and not everything', policyOf),
];
