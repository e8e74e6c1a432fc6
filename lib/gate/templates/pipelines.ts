import { type JsonObject, listAt, objectAt } from '../../ground/json';
import type { Resource, Target } from './target';
import type { StackTemplate } from './template';

/** One action of a pipeline. */
export interface Action {
  /** Its stage's name and its own, `dev.Approve`. */
  readonly name: string;
  readonly stage: string;
  readonly category: string;
  readonly provider: string;
  /** When it runs: by stage, and within it by RunOrder, which goes up to 999. */
  readonly order: number;
  readonly roleArn: unknown;
  readonly region: unknown;
  readonly configuration: JsonObject;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly namespace: unknown;
}

/** The actions of a pipeline, in the order in which they stand. */
export const actionsOf = ({ properties }: Resource): readonly Action[] =>
  listAt(properties['Stages'])
    .map(objectAt)
    .flatMap((stage, index) =>
      listAt(stage['Actions'])
        .map(objectAt)
        .map((action): Action => {
          const { Category: category, Provider: provider } = objectAt(action['ActionTypeId']);
          return {
            name: `${String(stage['Name'])}.${String(action['Name'])}`,
            stage: String(stage['Name']),
            category: String(category),
            provider: String(provider),
            order: index * 1000 + Number(action['RunOrder'] ?? 1),
            roleArn: action['RoleArn'],
            region: action['Region'],
            configuration: objectAt(action['Configuration']),
            inputs: namesIn(action['InputArtifacts']),
            outputs: namesIn(action['OutputArtifacts']),
            namespace: action['Namespace'],
          };
        }),
    );

const namesIn = (artifacts: unknown): readonly string[] =>
  listAt(artifacts).map((each) => String(objectAt(each)['Name']));

/** The stacks of the targets that are deployed together with a pipeline; nested ones come with their parents. */
export const deployedStacks = ({ release }: Target): readonly StackTemplate[] =>
  release.filter(({ kind }) => kind === 'target').flatMap(({ stacks }) => outermostOf(stacks));

/** Those that are no nested stacks of others: a nested one is called by its parent's path and its own id. */
const outermostOf = (stacks: readonly StackTemplate[]): readonly StackTemplate[] =>
  stacks.filter(({ path }) => !stacks.some((other) => path.startsWith(`${other.path}/`)));

/** The project that an action builds with. */
export const projectOf = ({ provider, configuration }: Action, target: Target): Resource | undefined =>
  provider === 'CodeBuild' ? target.find(configuration['ProjectName'], 'AWS::CodeBuild::Project') : undefined;
