import { listAt, objectAt } from '../../ground/json';
import { type Check, type CheckResult, fail } from '../check';
import { timeOf } from '../clock';
import type { ListedFunction } from '../cloud/functions';
import { declaredIn } from '../facts/declared';
import { eventSourcesOfAccount, functionsOfAccount } from '../facts/functions';
import { outsidersOf } from '../facts/outsiders';
import { type Owned, owned, ownedResources } from '../facts/owned';
import { type Flaw, flawUnless, orCannotTell, verdict } from '../facts/verdict';
import type { LiveTarget } from '../live-target';
import { allPages } from '../pages';

/** Lambda tells seconds, CloudFormation when it was done; clocks may differ by so many milliseconds. */
const TOLERANCE = 5_000;

const flaw = (because: string, fix: string): Flaw => ({ because, fix });

const principalOf = (statement: Readonly<Record<string, unknown>>): string =>
  typeof statement['Principal'] === 'string'
    ? statement['Principal']
    : Object.values(objectAt(statement['Principal'])).flat().join(', ');

/** Statements of the function's policy that no permission of a stack has made, and whoever else gets in by it. */
const strangersIn = async (target: LiveTarget, name: string): Promise<readonly Flaw[]> => {
  const [text, released] = await Promise.all([
    target.cloud.functionPolicy(name),
    owned(target, 'AWS::Lambda::Permission'),
  ]);
  const policy = objectAt(JSON.parse(text ?? '{}'));
  const unreleased = listAt(policy['Statement'])
    .map(objectAt)
    .filter(({ Sid }) => !released.includes(String(Sid)));
  const remove = (sid: unknown) => `aws lambda remove-permission --function-name ${name} --statement-id ${sid}`;
  return [
    ...unreleased.map((statement) =>
      flaw(
        `its policy lets ${principalOf(statement)} do ${listAt(statement['Action']).join(', ')} by the statement ${statement['Sid']}, which no release made`,
        `take it out (${remove(statement['Sid'])})`,
      ),
    ),
    ...outsidersOf(
      policy,
      'AWS::Lambda::Function',
      target,
      `take the statement out (${remove('SID')}), and deploy its stack again`,
    ),
  ];
};

/** What leads to the function or away from it beside what the release says. */
const connections = async (target: LiveTarget, { name, arn }: ListedFunction): Promise<readonly Flaw[]> => {
  const { cloud } = target;
  const [url, aliases, destinations, sources] = await Promise.all([
    cloud.functionUrl(name),
    allPages((nextToken) => cloud.functionAliases(name, nextToken)),
    cloud.asyncDestinations(name),
    eventSourcesOfAccount(target),
  ]);
  const released = await owned(target, 'AWS::Lambda::EventSourceMapping');
  return [
    ...(url === undefined
      ? []
      : [
          flaw(
            `it is reached at ${url.url}, ${url.auth === 'NONE' ? 'by everybody' : `with authentication by ${url.auth}`}, and no release made that URL`,
            `remove it (aws lambda delete-function-url-config --function-name ${name})`,
          ),
        ]),
    ...aliases.map((alias) =>
      flaw(
        `it has the alias ${alias}, which no release made and which may have a policy and a URL of its own`,
        `remove it (aws lambda delete-alias --function-name ${name} --name ${alias})`,
      ),
    ),
    ...destinations.map((to) =>
      flaw(
        `it tells ${to} what it was asked and how that ended`,
        `remove the destination (aws lambda delete-function-event-invoke-config --function-name ${name})`,
      ),
    ),
    ...sources
      .filter(({ functionArn, id }) => `${functionArn}:`.startsWith(`${arn}:`) && !released.includes(id))
      .map(({ id, sourceArn }) =>
        flaw(
          `it is fed by ${sourceArn}, which no release connected`,
          `take it off (aws lambda delete-event-source-mapping --uuid ${id})`,
        ),
      ),
  ];
};

/** What CloudFormation's drift detection does not compare: a layer that the template does not speak of, and code. */
const changes = async (target: LiveTarget, found: ListedFunction, resource: Owned): Promise<readonly Flaw[]> => {
  const declared = (await declaredIn(target, resource.stackName)).find((each) => each.logicalId === resource.logicalId);
  const layers = declared?.properties['Layers'] === undefined ? found.layers : [];
  const { name, changedAt } = found;
  return [
    ...layers.map((layer) =>
      flaw(
        `it runs the layer ${layer}, which no release gave it`,
        `take it out (aws lambda update-function-configuration --function-name ${name} --layers), and find out what it has done`,
      ),
    ),
    ...flawUnless(
      changedAt <= resource.changedAt + TOLERANCE,
      `its code or configuration was changed at ${timeOf(changedAt)}, after CloudFormation did it for the last time at ${timeOf(resource.changedAt)}`,
      `deploy it with code of its own again (another asset, or aws lambda update-function-code from the release's), and find out who changed it (CloudTrail: UpdateFunctionCode)`,
    ),
  ];
};

const judge = async (target: LiveTarget, resource: Owned): Promise<readonly CheckResult[]> => {
  const name = resource.physicalId;
  const found = (await functionsOfAccount(target)).find((each) => each.name === name);
  if (!found) return [fail(name, 'the function does not exist', `deploy ${resource.stackName} again`)];
  const flaws = await Promise.all([
    strangersIn(target, name),
    connections(target, found),
    changes(target, found, resource),
  ]);
  return verdict(name, flaws.flat());
};

/** Nothing leads to a function of the stacks, or away from it, that no release made, and nobody changed its code (ZT-09). */
export const functionsAsReleased: Check = {
  id: 'functions-as-released',
  requirement: 'ZT-09',
  proves:
    'no function has a URL, a permission, an alias, an event source, a destination, a layer or code that no release gave it',
  run: async (target) => {
    const functions = (await ownedResources(target)).filter(({ type }) => type === 'AWS::Lambda::Function');
    const answers = functions.map((each) => orCannotTell(each.physicalId, () => judge(target, each)));
    return (await Promise.all(answers)).flat();
  },
};
