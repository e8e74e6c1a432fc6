import { isObject, type JsonObject, objectAt } from '../../ground/json';
import { IMAGES, type SourceNames } from '../executor/sources';

/** What a pipeline's stages and actions are called in its template, whichever branch a condition of it chooses. */
export interface DeclaredNames {
  readonly stageNames: readonly string[];
  /** `STAGE/ACTION` of every action. */
  readonly actionNames: readonly string[];
  readonly sources: readonly SourceNames[];
  /** False where a name follows from what only the deployment knows. */
  readonly isWhole: boolean;
}

/** Reads the properties of a pipeline, of whatever shape. */
export const declaredNames = (properties: unknown): DeclaredNames => {
  const stages = branches(objectAt(properties)['Stages']).map(objectAt);
  const actions = stages.flatMap(actionsOf);
  const actionNames = stages.flatMap((stage) =>
    namesOf(stage).flatMap((stageName) =>
      actionsOf(stage)
        .flatMap(namesOf)
        .map((name) => `${stageName}/${name}`),
    ),
  );
  return {
    stageNames: [...new Set(stages.flatMap(namesOf))],
    actionNames: [...new Set(actionNames)],
    sources: actions.filter(isSource).flatMap((action) => {
      const outputs = branches(action['OutputArtifacts']).map(objectAt).flatMap(namesOf);
      return namesOf(action).map((actionName) => ({ actionName, outputs }));
    }),
    isWhole: [...stages, ...actions].every(isNamed),
  };
};

/** A value, or the entries of a list, by both branches of each condition. */
const branches = (value: unknown): readonly unknown[] => {
  if (Array.isArray(value)) return value.flatMap(branches);
  if (!isObject(value)) return value === undefined ? [] : [value];
  const choice = value['Fn::If'];
  if (Array.isArray(choice)) return choice.slice(1).flatMap(branches);
  return value['Ref'] === 'AWS::NoValue' ? [] : [value];
};

const actionsOf = (stage: JsonObject): readonly JsonObject[] => branches(stage['Actions']).map(objectAt);

const isText = (value: unknown): value is string => typeof value === 'string';

const namesOf = ({ Name: name }: JsonObject): readonly string[] => branches(name).filter(isText);

const isNamed = ({ Name: name }: JsonObject): boolean => {
  const names = branches(name);
  return names.length > 0 && names.every(isText);
};

const isSource = ({ ActionTypeId: type }: JsonObject): boolean => {
  const { Category: category, Provider: provider } = objectAt(type);
  return category === 'Source' && provider !== IMAGES;
};
