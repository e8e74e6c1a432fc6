import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { type DeliveryConfigInput, parseConfig } from '../../../lib/config';
import type { Notice } from '../../../lib/contract/notifications';
import { APP_CONTEXT, buildDelivery } from '../../../lib/pipeline';
import config from '../../_fixtures/delivery-config';
import { WITHOUT_TRACES } from '../../_helpers/without-traces';

/** One action of the synthesized pipeline. */
export interface Action {
  readonly Name: string;
  readonly RunOrder: number;
  readonly Region?: string;
  readonly RoleArn?: unknown;
  readonly TimeoutInMinutes?: number;
  readonly ActionTypeId: { readonly Category: string; readonly Provider: string };
  readonly Configuration: Readonly<Record<string, unknown>>;
}

/** One stage of the synthesized pipeline. */
export interface PipelineStage {
  readonly Name: string;
  readonly Actions: readonly Action[];
}

interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

/** One stack of the app. */
export interface DeliveredStack {
  readonly path: string;
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly template: { readonly Resources: Readonly<Record<string, Resource>> };
}

type Target = DeliveryConfigInput['environments'][number]['targets'][number];

/** The fixture's configuration with further targets of its last environment, prod. */
export const withTargets = (...targets: readonly Target[]): DeliveryConfigInput => ({
  ...config,
  environments: config.environments.map((environment) =>
    environment.name === 'prod' ? { ...environment, targets: [...environment.targets, ...targets] } : environment,
  ),
});

/** The synthesized app of a configuration. */
export class Delivery {
  private constructor(
    readonly stacks: readonly DeliveredStack[],
    /** What depends on which stack, by path, as `cdk deploy` sees it. */
    readonly dependencies: ReadonlyMap<string, readonly string[]>,
    /** The buildspec of the project that publishes assets, a file in the assembly. */
    readonly assetsBuildspec: string,
  ) {}

  static of(input: DeliveryConfigInput = config, notices: readonly Notice[] = []): Delivery {
    const outdir = mkdtempSync(join(tmpdir(), 'pipeline-'));
    try {
      const app = new App({
        outdir,
        analyticsReporting: false,
        builtinCloudFormationValidation: false,
        postCliContext: { ...APP_CONTEXT, ...WITHOUT_TRACES },
      });
      buildDelivery(app, parseConfig(input), notices);
      const artifacts = app.synth().stacksRecursively;
      const ids = new Map(artifacts.map(({ id, hierarchicalId }) => [id, hierarchicalId]));
      return new Delivery(
        artifacts.map((stack) => ({
          path: stack.hierarchicalId,
          name: stack.stackName,
          account: stack.environment.account,
          region: stack.environment.region,
          template: JSON.parse(readFileSync(stack.templateFullPath, 'utf8')) as DeliveredStack['template'],
        })),
        new Map(
          artifacts.map((stack) => [stack.hierarchicalId, stack.dependencies.flatMap(({ id }) => ids.get(id) ?? [])]),
        ),
        readdirSync(outdir)
          .filter((file) => /^buildspec-.*\.yaml$/.test(file))
          .map((file) => readFileSync(join(outdir, file), 'utf8'))
          .join(),
      );
    } finally {
      rmSync(outdir, { recursive: true });
    }
  }

  /** The stack of a path; fails where there is none. */
  stack(path: string): DeliveredStack {
    const found = this.stacks.find((each) => each.path === path);
    if (found === undefined) throw new Error(`there is no stack ${path}`);
    return found;
  }

  /** Properties of all resources of a type in one stack, by logical id; fails where there is none. */
  resources(type: string, path = 'Delivery'): readonly (readonly [id: string, properties: Resource['Properties']])[] {
    const found = Object.entries(this.stack(path).template.Resources).filter(([, { Type }]) => Type === type);
    if (found.length === 0) throw new Error(`there is no ${type} in ${path}`);
    return found.map(([id, { Properties: properties }]) => [id, properties]);
  }

  /** The properties of the pipeline. */
  get pipeline(): Readonly<Record<string, unknown>> {
    const [[, properties] = []] = this.resources('AWS::CodePipeline::Pipeline');
    return properties ?? {};
  }

  get stages(): readonly PipelineStage[] {
    return this.pipeline['Stages'] as readonly PipelineStage[];
  }

  /** `stage/action` in run order; actions of the same order are joined by ` + `. */
  get walk(): readonly string[] {
    return this.stages.flatMap(({ Name: stage, Actions: actions }) => {
      const orders = [...new Set(actions.map(({ RunOrder: order }) => order))].toSorted((a, b) => a - b);
      return orders.map((order) => {
        const names = actions.filter(({ RunOrder }) => RunOrder === order).map(({ Name }) => Name);
        return `${stage}: ${names.toSorted().join(' + ')}`;
      });
    });
  }

  /** The build project that an action runs, with its buildspec where that is not a file. */
  projectOf(stage: string, action: string): Readonly<Record<string, unknown>> {
    const found = this.stages.find(({ Name }) => Name === stage)?.Actions.find(({ Name }) => Name === action)
      ?.Configuration['ProjectName'] as { readonly Ref: string } | undefined;
    const project = this.resources('AWS::CodeBuild::Project').find(([id]) => id === found?.Ref);
    if (project === undefined) throw new Error(`${stage}/${action} runs no project`);
    return project[1];
  }
}

/** The commands of a project's phases and what else its buildspec says. */
export const buildspecOf = (project: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  JSON.parse((project['Source'] as { readonly BuildSpec: string }).BuildSpec);
