import type { AccessChange, ResourceReview, StackReview } from '../contract/review';
import { objectAt, own } from '../ground/json';
import { accessInWords, nameInStack } from './access-in-words';
import { compareResource, type ResourcePair } from './compare-resource';
import { compareSections } from './compare-sections';
import { askEngine, type EngineAnswer } from './diff-engine';
import { judgedByAll } from './granted-elsewhere';
import { alignedWith, isSame, keysOf } from './json';
import { MOVED, movedIn, underNewIds } from './moved';
import { networkChanges } from './network-changes';
import { permissionChanges } from './permission-changes';
import { nameTaken } from './same-name';
import { constructPath, type ReviewedStack, type ReviewedTemplate, resourcesOf, typeOf } from './template';
import { underOtherConditions } from './under-conditions';

/** A stack in the baseline and in the release; at least one of the two is there. */
export interface StackPair {
  readonly before?: ReviewedStack;
  readonly after?: ReviewedStack;
}

/** What CodePipeline and CloudFormation do not do by themselves (aws-cdk#10190). */
const STAYS =
  'the release has no such stack any more: no pipeline deletes one, so it stays as it is until a person does';

/** A nested stack is a resource of its parent. */
const GOES = 'its parent has it no more: CloudFormation deletes it with all that its own policies do not keep';

/** One stack against its baseline. */
export const compareStack = ({ before, after }: StackPair): StackReview => {
  const { stackName, account, region, environment } = (after ?? before) as ReviewedStack;
  const path = after?.path ?? before?.path;
  const base = { stackName, account, region, ...(path !== undefined && { path }), ...(environment && { environment }) };
  const missing = [before, after].find((stack) => stack !== undefined && stack.template === undefined);
  if (missing !== undefined && isSameFile(before, after)) {
    return { ...base, change: 'unchanged', resourceCount: count(after?.template ?? {}), ...NOTHING };
  }
  if (missing !== undefined) {
    const because = missing.because ?? 'its template is not at hand';
    return { ...base, change: 'cannot-tell', because, resourceCount: count(after?.template ?? {}), ...NOTHING };
  }
  const [was, is] = [before?.template, after?.template];
  if (is === undefined) {
    const because = stackName.includes('/') ? GOES : STAYS;
    return { ...base, change: 'removed', because, resourceCount: count(was ?? {}), ...NOTHING };
  }
  const compared = saidOf(compareTemplates(was ?? {}, is), {
    ...(after as ReviewedStack),
    template: both(was ?? {}, is),
  });
  const change = was === undefined ? 'added' : isEmpty(compared) ? 'unchanged' : 'changed';
  return { ...base, change, resourceCount: count(is), ...compared };
};

/** The gate has judged the same bytes both times. */
const isSameFile = (before: ReviewedStack | undefined, after: ReviewedStack | undefined): boolean =>
  before?.sha256 !== undefined && before.sha256 === after?.sha256;

/** What is spoken of may be gone. */
const both = (before: ReviewedTemplate, after: ReviewedTemplate): ReviewedTemplate => ({
  ...after,
  Resources: { ...resourcesOf(before), ...resourcesOf(after) },
});

const saidOf = (compared: Compared, after: ReviewedStack): Compared => ({
  ...compared,
  permissions: compared.permissions.map((change) => told(change, accessInWords(change, after))),
  network: compared.network.map((change) => {
    const { says } = change;
    return told(change, says && `${nameInStack(change.logicalId, after)} ${says}`);
  }),
});

const told = (change: AccessChange, says: string | undefined): AccessChange =>
  says === undefined ? change : { ...change, says };

type Compared = Pick<StackReview, 'resources' | 'permissions' | 'network' | 'sections'>;

const NOTHING: Compared = { resources: [], permissions: [], network: [], sections: [] };

const isEmpty = (compared: Compared): boolean => Object.values(compared).every((list) => list.length === 0);

const NO_DIFFERENCE: EngineAnswer = { resources: new Map(), permissionsBroadened: false, rulesAdded: false };

const count = (template: ReviewedTemplate): number => Object.keys(resourcesOf(template)).length;

const compareTemplates = (before: ReviewedTemplate, after: ReviewedTemplate): Compared => {
  const [was, is] = [resourcesOf(before), resourcesOf(after)];
  // What was not there cannot be replaced: reading the engine's specification takes longer than everything else.
  const engine =
    isSame(was, {}) || isSame(was, is)
      ? NO_DIFFERENCE
      : askEngine(before, { ...after, Resources: alignedWith(was, is) });
  const pairs = pairsOf(was, is);
  const moved = movedIn(was, is);
  const wordOn = (logicalId: string) => ('failed' in engine ? engine : engine.resources.get(logicalId));
  const resources = pairs.flatMap((pair) => {
    const compared = compareResource(pair, wordOn(pair.logicalId));
    if (compared === undefined) return [];
    const taken = pair.after === undefined ? nameTaken(pair.before, was, is) : undefined;
    const heir = moved.get(pair.logicalId);
    const notes = [taken, heir && `${MOVED}${heir}`].filter((note) => note !== undefined);
    return notes.length === 0 ? compared : { ...compared, notes: [...notes, ...compared.notes] };
  });
  // What is permitted is the same under whatever logical ids.
  const had = underNewIds(was, moved);
  const stays = pairsOf(had, is);
  const permissions = judgedByAll(stays.flatMap(permissionChanges), had, is);
  const network = stays.flatMap(networkChanges);
  return {
    resources: [...resources, ...followers(resources, is), ...underOtherConditions(before, after)],
    permissions: [...permissions, ...secondOpinion(engine, 'permissionsBroadened', permissions, pairs)],
    network: [...network, ...secondOpinion(engine, 'rulesAdded', network, pairs)],
    sections: compareSections(before, after),
  };
};

const pairsOf = (was: ReviewedTemplate, is: ReviewedTemplate): readonly ResourcePair[] =>
  keysOf(was, is).map((logicalId) => ({ logicalId, before: own(was, logicalId), after: own(is, logicalId) }));

const REPLACED = new Set(['replace', 'may-replace']);

/** The engine follows `Ref` and `Fn::GetAtt`; a name inside `Fn::Sub` leads to a replaced resource too. */
const followers = (changed: readonly ResourceReview[], resources: ReviewedTemplate): readonly ResourceReview[] => {
  const known = new Set(changed.map(({ logicalId }) => logicalId));
  const replaced = changed.filter(({ effect }) => REPLACED.has(effect)).map(({ logicalId }) => logicalId);
  return Object.entries(resources).flatMap(([logicalId, resource]) => {
    if (known.has(logicalId)) return [];
    const leads = replaced.find((id) => JSON.stringify(subsIn(resource)).includes(`\${${id}`));
    if (leads === undefined) return [];
    const path = constructPath(resource);
    return [
      {
        logicalId,
        type: typeOf(resource),
        ...(path !== undefined && { path }),
        change: 'changed' as const,
        effect: 'unknown' as const,
        about: 'configuration' as const,
        notes: [`it names ${leads}, which is replaced, in a Fn::Sub: what that does is not to be seen`],
        properties: [],
      },
    ];
  });
};

const subsIn = (value: unknown): readonly unknown[] => {
  if (Array.isArray(value)) return value.flatMap(subsIn);
  return Object.entries(objectAt(value)).flatMap(([key, inner]) => (key === 'Fn::Sub' ? [inner] : subsIn(inner)));
};

/** Where the engine calls something broader and nothing of ours says so, a person has to look. */
const secondOpinion = (
  engine: EngineAnswer,
  question: 'permissionsBroadened' | 'rulesAdded',
  found: StackReview['permissions'],
  pairs: readonly ResourcePair[],
): StackReview['permissions'] => {
  // With a resource go its own denials, which the engine takes for permissions won.
  const removed = pairs.some(({ after }) => after === undefined);
  if ('failed' in engine || !engine[question] || found.length > 0 || removed) return [];
  return [
    {
      logicalId: '',
      type: '',
      at: '',
      direction: 'unknown',
      because: "the CDK's own diff calls this stack's changes broader, and no permission that is known here is",
    },
  ];
};
