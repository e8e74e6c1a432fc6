import type { z } from 'zod';
import { isObject, type JsonObject, objectAt } from '../../ground/json';
import { findBuildspec } from '../executor/actions/codebuild/buildspec';
import { unableToBuild } from '../executor/actions/codebuild/project';
import type { PipelineDeclaration, Project } from '../executor/cloud/cloud';
import { Failure, isLimit } from '../executor/failure';
import { planStage } from '../executor/plan/plan-stage';
import type { Limit } from './limit';
import { lowerKeys } from './lower-keys';
import { declaredProject, declaredStages, declaredTriggers } from './shapes';
import type { Declared, ReadTemplate } from './templates';
import { isLater, LATER, plain } from './values';

type Stage = NonNullable<PipelineDeclaration['stages']>[number];

/** In which the executor plans a part of a definition by itself. */
const DEFAULTS = {
  roleArn: 'arn:aws:iam::111111111111:role/pipeline',
  region: 'us-east-1',
  stores: new Map([['us-east-1', { region: 'us-east-1', bucket: 'artifacts' }]]),
};

/** An action that every stage may have. */
const APPROVAL: NonNullable<Stage['actions']>[number] = {
  name: 'Any',
  actionTypeId: { category: 'Approval', owner: 'AWS', provider: 'Manual', version: '1' },
};

/** What the executor cannot run of a pipeline, asked of the executor itself; what only the deployment knows it is asked then. */
export const notPlanned = (pipeline: Declared, read: ReadTemplate): readonly Limit[] => {
  const { stages, triggers } = definitionIn(pipeline, read);
  const parts = stages.flatMap((stage) => partsOf(stage));
  return [
    ...parts.flatMap(([part, stage]) => {
      const said = limitOf(() => planStage(stage, DEFAULTS));
      return said === undefined ? [] : [asLimit(said, part, pipeline, read)];
    }),
    ...triggersOf(stages, triggers).map((why) => read.limit({ kind: 'trigger', what: 'trigger', why }, pipeline)),
  ];
};

/** The definition of a pipeline as far as it is known; what has not the shape of a stage, an action or a trigger is a mistake, and no limit. */
export const definitionIn = (pipeline: Declared, { known }: ReadTemplate) => {
  const { stages, triggers } = objectAt(lowerKeys(plain(pipeline.properties, known)));
  return {
    stages: (declaredStages.parse(stages) ?? []) as readonly Stage[],
    triggers: declaredTriggers.parse(triggers) ?? [],
  };
};

/** Names of the parameters that actions of a pipeline give a value. */
export const overriddenBy = (pipeline: Declared, read: ReadTemplate): readonly string[] =>
  definitionIn(pipeline, read).stages.flatMap(({ actions = [] }) =>
    actions.flatMap(({ configuration }) => {
      const named = configuration?.['ParameterOverrides']?.matchAll(/"(\w+)"\s*:/g) ?? [];
      return [...named].flatMap(([, name]) => name ?? []);
    }),
  );

/** A part of a stage that is planned by itself: its name, and a stage that has nothing else. */
type Part = readonly [name: string, stage: Stage];

const partsOf = ({ name = '', blockers, actions = [], ...moments }: Stage): readonly Part[] => {
  const alone: Stage = { name, actions: [APPROVAL] };
  const conditions = MOMENTS.flatMap((moment) =>
    oneRuleEach(moments[moment]).map((one) => ({ ...alone, [moment]: one })),
  );
  return [
    ...(blockers === undefined ? [] : [[name, { ...alone, blockers }] satisfies Part]),
    ...actions.map((action): Part => [`${name}/${action.name}`, { name, actions: [action] }]),
    ...conditions.map((stage): Part => [name, stage]),
  ];
};

const MOMENTS = ['beforeEntry', 'onSuccess', 'onFailure'] as const;

/** A condition for each of its rules, so that each is judged. */
const oneRuleEach = <Moment extends Stage[(typeof MOMENTS)[number]]>(moment: Moment): readonly Moment[] => {
  if (moment === undefined) return [];
  const [first] = moment.conditions ?? [];
  const { rules = [] } = first ?? {};
  if (rules.length <= 1) return [moment];
  return rules.map((rule) => ({ ...moment, conditions: [{ ...first, rules: [rule] }] }));
};

/** What the executor says of a part: `action prod/Deploy is of type …`. */
const asLimit = (said: string, part: string, pipeline: Declared, read: ReadTemplate): Limit => {
  const [, what = 'pipeline', name = part, why = said] = /^(action|rule|stage) (\S+) (.*)$/s.exec(said) ?? [];
  const limit = read.limit({ kind: 'pipeline', what, why }, pipeline);
  return { ...limit, path: `${limit.path} ${name}` };
};

/** A push starts nothing where only pull requests do. */
const triggersOf = (
  stages: readonly Stage[],
  triggers: NonNullable<z.output<typeof declaredTriggers>>,
): readonly string[] => {
  const sources = stages.flatMap(({ actions = [] }) => actions).filter(isSource);
  const wanted = sources.map(
    ({ name }) =>
      triggers.find(({ gitConfiguration }) => gitConfiguration?.sourceActionName === name)?.gitConfiguration,
  );
  const onlyPullRequests = wanted.every((git) => git?.pullRequest?.length && !git.push?.length);
  return sources.length > 0 && onlyPullRequests
    ? ['only pull requests start the pipeline, and a rehearsal pushes']
    : [];
};

const isSource = ({ actionTypeId }: NonNullable<Stage['actions']>[number]): boolean =>
  actionTypeId?.category === 'Source';

/** What the executor cannot do of the projects that a pipeline builds. @param root directory of the app's files */
export const notBuilt = async (pipeline: Declared, read: ReadTemplate, root: string): Promise<readonly Limit[]> => {
  const named = new Set(projectsOf(pipeline.properties));
  const projects = read.resources.filter(({ logicalId, type }) => type === PROJECT && named.has(logicalId));
  const found = projects.map(async (declared): Promise<readonly Limit[]> => {
    const { source, ...project } = declaredProject.parse(objectAt(lowerKeys(plain(declared.properties, read.known))));
    const { buildSpec } = source ?? {};
    const spec = buildSpec === LATER ? undefined : await limitOfBuildspec(buildSpec, root);
    const unable = unableToBuild(project as Project).map((each) => `${each} cannot be rehearsed`);
    const said = [...unable, ...(spec ? [spec] : [])];
    const known = said.filter((why) => !isLater(why));
    return known.map((why) => read.limit({ kind: 'project', what: PROJECT, why }, declared));
  });
  return (await Promise.all(found)).flat();
};

const PROJECT = 'AWS::CodeBuild::Project';

/** The buildspec that a project names or has, as far as it is known before the deployment. */
export const buildspecOf = ({ properties }: Declared, { known }: ReadTemplate): string | undefined =>
  declaredProject.parse(objectAt(lowerKeys(plain(properties, known)))).source?.buildSpec;

/** Logical ids of the projects that actions name. */
const projectsOf = ({ Stages: stages }: JsonObject): readonly string[] =>
  listOf(stages).flatMap((stage) =>
    listOf(stage['Actions']).flatMap(({ Configuration: configuration }) => {
      const name = isObject(configuration) ? configuration['ProjectName'] : undefined;
      return isObject(name) && typeof name['Ref'] === 'string' ? [name['Ref']] : [];
    }),
  );

const listOf = (value: unknown): readonly JsonObject[] => (Array.isArray(value) ? value.filter(isObject) : []);

/** What the executor says where it meets a limit of its own, and not a mistake of the app. */
const limitOf = (work: () => unknown): string | undefined => {
  try {
    work();
    return undefined;
  } catch (error) {
    return limitIn(error);
  }
};

const limitOfBuildspec = (declared: string | undefined, root: string): Promise<string | undefined> =>
  findBuildspec(declared, root).then(() => undefined, limitIn);

const limitIn = (error: unknown): string | undefined => {
  if (!(error instanceof Failure)) throw error;
  return isLimit(error) && !isLater(error.message) ? error.message : undefined;
};
