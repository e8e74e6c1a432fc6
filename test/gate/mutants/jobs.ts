import { describe, expect, test } from '@jest/globals';
import type { StackTemplate, TargetStacks } from '../../../lib/gate/templates/template';
import { pipelineIn } from './action-faults';
import {
  INPUTS,
  type Members,
  OF_COMMANDS,
  OF_PROJECTS,
  OF_PROTECTION,
  OF_SPECS,
  OF_VALIDATIONS,
  type Spec,
  VARIABLES,
} from './job-faults';
import type { FoundBy, Workbench } from './mutant';

const PROJECT = 'AWS::CodeBuild::Project';
const RULE = 'ZT-00-BuildsRunKnownJobs';

/** Breaks every build of the pipeline in every form: each command, the specification around them, what it is given. */
export const describeJobs = (foundBy: FoundBy, groups: () => readonly TargetStacks[]): void => {
  const projects = () =>
    groups()
      .flatMap(({ stacks }) => stacks)
      .flatMap((stack) =>
        Object.entries(stack.template.Resources ?? {})
          .filter(([, { Type: type }]) => type === PROJECT)
          .map(([id, { Properties: properties = {} }]) => ({ id, spec: specIn(properties, stack) })),
      );

  /** Projects that are broken at once and not all found. The synthesis is broken alone: others take what it hands on. */
  const passedBy = (
    change: (properties: Members, project: ReturnType<typeof projects>[number], bench: Workbench) => unknown,
    isAsked: (spec: Spec) => boolean = () => true,
  ): readonly string[] => {
    const asked = projects().filter(({ spec }) => isAsked(spec));
    const isSynthesis = ({ id }: (typeof asked)[number]) => id.includes('Synth');
    return [asked.filter(isSynthesis), asked.filter((each) => !isSynthesis(each))].flatMap((together) => {
      if (together.length === 0) return [];
      const found = foundBy(
        RULE,
        (bench) => {
          for (const each of together) change(bench.resources[each.id]?.Properties ?? {}, each, bench);
        },
        'pipeline',
      ).filter(({ because }) => !because.includes('could not look'));
      return together.filter(({ id }) => !found.some(({ logicalId }) => logicalId === id)).map(({ id }) => id);
    });
  };

  /** With specifications of their own, which stand in the template. */
  const withSpecs = (change: (spec: Spec) => unknown, isAsked?: (spec: Spec) => boolean): readonly string[] =>
    passedBy(({ Source: source }, { spec }) => {
      const changed = structuredClone(spec);
      change(changed);
      Object.assign(source as Members, { BuildSpec: JSON.stringify(changed) });
    }, isAsked);

  /** Commands of a build by their places; of what is published one by one, the first stands for all. */
  const commandsIn = ({ phases }: Spec) =>
    Object.entries(phases).flatMap(([phase, { commands = [] }]) =>
      commands
        .filter((command, at) => !command.startsWith('cdk-assets') || at === 0)
        .map((command, at) => ({ phase, command, at })),
    );

  describe('builds as data: every command and all that stands around it, in every faulty form', () => {
    test('projects are read, each with its commands, and are known as they are', () => {
      expect(projects().length).toBeGreaterThanOrEqual(5);
      expect(projects().filter(({ spec }) => commandsIn(spec).length === 0)).toEqual([]);
      expect(withSpecs(() => {})).toHaveLength(projects().length);
    });

    test.each(Object.entries(OF_COMMANDS))('each command that %s', (_, become) => {
      const most = Math.max(...projects().map(({ spec }) => commandsIn(spec).length));
      const isBroken = (spec: Spec, at: number) => {
        const command = commandsIn(spec)[at]?.command;
        return command !== undefined && !(command.startsWith('cdk-assets') && become(command).length === 0);
      };
      const passed = Array.from({ length: most }).flatMap((_, index) =>
        withSpecs(
          (spec) => {
            const { phase = '', command = '', at = 0 } = commandsIn(spec)[index] ?? {};
            spec.phases[phase]?.commands?.splice(at, 1, ...become(command));
          },
          (spec) => isBroken(spec, index),
        ).map((id) => `${id} ${index}`),
      );
      expect(passed).toEqual([]);
    });

    test('commands in another order', () => {
      const several = ({ phases: { build } }: Spec) =>
        (build?.commands ?? []).filter((each) => !each.startsWith('cdk-assets')).length > 1;
      expect(withSpecs(({ phases }) => phases['build']?.commands?.reverse(), several)).toEqual([]);
    });

    test.each(Object.entries(OF_SPECS))('each build that %s', (_, change) => {
      expect(withSpecs(change)).toEqual([]);
    });

    test.each(Object.entries(OF_PROJECTS))('each build that %s', (_, change) => {
      expect(passedBy(change)).toEqual([]);
    });

    const replaced = (prefix: string, find: RegExp, put: string): void => {
      const [project] = projects().filter(({ id }) => id.startsWith(prefix));
      const text = JSON.stringify(project?.spec);
      if (!find.test(text)) throw new Error(`${prefix} says nothing like ${find}`);
      const change = ({ Source: source }: Members, { id }: { id: string }) =>
        id === project?.id && Object.assign(source as Members, { BuildSpec: text.replace(find, put) });
      expect(passedBy(change)).toHaveLength(projects().length - 1);
    };

    test.each(OF_VALIDATIONS)('a validation that %s', (_, find, put) => {
      replaced('PipelinedevValidate', find, put);
    });

    test.each(OF_PROTECTION)('a validation that %s', (_, find, put) => {
      replaced('PipelineprodValidate', find, put);
    });

    test('a self-update that deploys something else', () => {
      replaced('PipelineUpdatePipeline', /deploy Delivery/, 'deploy Delivery/prod/Data');
    });

    /** No action starts what validates between releases. */
    const isPipelines = (spec: Spec) => !JSON.stringify(spec).includes('pipeline.mjs revalidate');

    const givenTo = (change: (action: Members) => unknown): readonly string[] =>
      passedBy((_, { id }, bench) => {
        const own = pipelineIn(bench)
          .Stages.flatMap(({ Actions: actions }) => actions)
          .filter(({ Configuration: { ProjectName: name } }) => (name as Members | undefined)?.['Ref'] === id);
        for (const action of own) change(action as unknown as Members);
      }, isPipelines);

    test.each(Object.entries(VARIABLES))('an action that gives it %s', (_, variables) => {
      const EnvironmentVariables = JSON.stringify(variables);
      const passed = givenTo(({ Configuration: configuration }) =>
        Object.assign(configuration as Members, { EnvironmentVariables }),
      );
      expect(passed).toEqual([]);
    });

    test.each(INPUTS)('an action that gives it %s, where that is not what it works on', (name) => {
      const right = groups()
        .flatMap(({ stacks }) => stacks)
        .flatMap(({ template }) => Object.values(template.Resources ?? {}))
        .filter(({ Type: type }) => type === 'AWS::CodePipeline::Pipeline')
        .flatMap(({ Properties: properties }) =>
          projects()
            .filter(({ id }) => inputOf(properties, id) === name)
            .map(({ id }) => id),
        );
      const passed = givenTo((action) => Object.assign(action, { InputArtifacts: [{ Name: name }] }));
      expect(passed.filter((id) => !right.includes(id))).toEqual([]);
    });
  });
};

const inputOf = (properties: Members | undefined, project: string): string | undefined => {
  const stages = (properties?.['Stages'] ?? []) as {
    Actions: { Configuration: Members; InputArtifacts?: { Name: string }[] }[];
  }[];
  const [action] = stages
    .flatMap(({ Actions: actions }) => actions)
    .filter(({ Configuration: { ProjectName: name } }) => (name as Members | undefined)?.['Ref'] === project);
  return action?.InputArtifacts?.[0]?.Name;
};

/** The specification of a project as it will run, with what the template fills in. */
const specIn = (properties: Readonly<Members>, { buildSpecs }: StackTemplate): Spec => {
  const { BuildSpec: given } = properties['Source'] as Members;
  const text = typeof given === 'string' ? (buildSpecs?.get(given) ?? given) : '';
  return JSON.parse(text) as Spec;
};
