import { type Check, type CheckResult, cannotTell, fail, pass } from '../check';
import { MINUTE } from '../clock';
import type { ResourceDrift } from '../cloud/stacks';
import { aliasesChangedAt, waitUntilOver } from '../facts/late';
import { ownedResources, stackNames } from '../facts/owned';
import { orCannotTell } from '../facts/verdict';
import type { LiveTarget } from '../live-target';
import { allPages } from '../pages';

/** CloudFormation reads a secret's value to compare the secret, which this validation may not: other checks ask what matters of it. */
const NOT_COMPARED = ['AWS::SecretsManager::Secret'];

/** As many resources as one detection takes (`LogicalResourceIds` of `DetectStackDrift`). */
const AT_ONCE = 200;

/** A detection "can take up to several minutes" (API reference, `DetectStackDrift`). */
const DEADLINE = 10 * MINUTE;
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 15_000;

/** So much of a value is shown. */
const SHOWN = 300;

const shown = (value: string): string => (value.length > SHOWN ? `${value.slice(0, SHOWN)}…` : value);

/** Waits for the end of a detection; undefined where it does not come. */
const endOf = async ({ cloud, clock }: LiveTarget, id: string) => {
  const since = clock.now();
  for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
    const detection = await cloud.driftDetection(id);
    if (detection.status !== 'DETECTION_IN_PROGRESS') return detection;
    if (clock.now() - since + pause > DEADLINE) return undefined;
    await clock.sleep(pause);
  }
};

/** Has resources compared, and waits for the end; undefined where it does not come. */
const detectOnce = async (target: LiveTarget, name: string, ids: readonly string[]) =>
  endOf(target, await target.cloud.beginDriftDetection(name, ids));

/**
 * CloudFormation looks at keys as this role, which their aliases let in: what fails while these are new is tried again once they
 * count.
 */
const detectPatiently = async (target: LiveTarget, name: string, ids: readonly string[]) => {
  const ended = await detectOnce(target, name, ids);
  if (ended?.status !== 'DETECTION_FAILED') return ended;
  const changed = await aliasesChangedAt(target);
  const waited = await waitUntilOver(target, 'kms-alias-authorization', 'cloudformation:DetectStackDrift', changed);
  return waited ? detectOnce(target, name, ids) : ended;
};

/** Has everything compared that the stack owns; why that could not be done of some, if so. */
const detect = async (target: LiveTarget, name: string, ids: readonly string[]): Promise<readonly CheckResult[]> => {
  const problems: CheckResult[] = [];
  for (let start = 0; start < ids.length; start += AT_ONCE) {
    const ended = await detectPatiently(target, name, ids.slice(start, start + AT_ONCE));
    if (ended?.status === 'DETECTION_COMPLETE') continue;
    const because = ended ? `${ended.status}: ${ended.reason ?? 'no reason given'}` : 'it has not ended in time';
    problems.push(cannotTell(name, `CloudFormation could not compare everything with the template (${because})`));
  }
  return problems;
};

const difference = ({ path, kind, expected, actual }: ResourceDrift['properties'][number]): string => {
  if (kind === 'ADD') return `has at ${path} what no release put there: ${shown(actual)}`;
  if (kind === 'REMOVE') return `lacks ${path}, by the release ${shown(expected)}`;
  return `has at ${path} ${shown(actual)}, by the release ${shown(expected)}`;
};

const judge = (name: string, { logicalId, physicalId, type, status, properties }: ResourceDrift): CheckResult[] => {
  const subject = `${logicalId} (${type} ${physicalId} of ${name})`;
  const revert = `aws cloudformation create-change-set --stack-name ${name} --change-set-name revert --use-previous-template --deployment-mode REVERT_DRIFT`;
  if (status === 'DELETED') {
    return [fail(subject, 'it was deleted, though the release has it', `make it again with a change set (${revert})`)];
  }
  if (status !== 'MODIFIED') return [];
  const undo = `find out who did that (CloudTrail), and put it back by hand or with a change set (${revert})`;
  return properties.length > 0
    ? properties.map((each) => fail(subject, `it ${difference(each)}`, undo))
    : [fail(subject, 'it was changed, and CloudFormation does not say what', undo)];
};

const compare = async (target: LiveTarget, name: string): Promise<readonly CheckResult[]> => {
  const owned = (await ownedResources(target)).filter(({ stackName }) => stackName === name);
  const ids = owned
    .filter(({ type, physicalId }) => !NOT_COMPARED.includes(type) && !type.startsWith('Custom::') && physicalId !== '')
    .map(({ logicalId }) => logicalId);
  if (ids.length === 0) return [fail(name, 'it owns nothing that could be compared', `deploy ${name} again`)];
  const problems = await detect(target, name, ids);
  const drifts = (await allPages((nextToken) => target.cloud.resourceDrifts(name, nextToken))).filter(
    ({ logicalId, status }) => ids.includes(logicalId) && status !== 'NOT_CHECKED' && status !== 'UNSUPPORTED',
  );
  const unknown = drifts.filter(({ status }) => !['IN_SYNC', 'MODIFIED', 'DELETED'].includes(status));
  const results = [
    ...problems,
    ...unknown.map(({ logicalId, status }) => cannotTell(`${logicalId} of ${name}`, `its drift is ${status}`)),
    ...drifts.flatMap((each) => judge(name, each)),
  ];
  if (results.length > 0) return results;
  return drifts.length > 0
    ? [pass(`${name} (${drifts.length} of ${owned.length} resources compared by CloudFormation)`)]
    : [cannotTell(name, 'CloudFormation compared none of its resources')];
};

/** What the stacks own stands as their templates say, by a drift detection that this starts and awaits (ZT-15). */
export const stacksStandAsReleased: Check = {
  id: 'stacks-stand-as-released',
  requirement: 'ZT-15',
  proves: 'no resource of either stack was changed or deleted since it was released, says a drift detection',
  run: async (target) =>
    (await Promise.all(stackNames(target).map((name) => orCannotTell(name, () => compare(target, name))))).flat(),
};
