import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type App, CfnResource, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import type { ReportedStack } from '../../contract/gate-report';
import { environmentOfStage } from '../../contract/names';
import { type JsonObject, objectAt } from '../../ground/json';
import { sha256 } from '../../ground/sha256';
import type { Template } from '../templates/template';

/** A stack of the app with the template that will be deployed. */
export interface FinalStack extends Omit<ReportedStack, 'resources'> {
  /** What the template has, by logical id. */
  readonly resources: ReadonlyMap<string, FinalResource>;
}

/** A resource of a final template. */
export interface FinalResource {
  readonly type: string;
  readonly properties: JsonObject;
  /** Its construct; absent where something else than a construct put it into the template. */
  readonly construct?: CfnResource;
}

/** The stacks of an app and of its assembly. */
export interface FinalStacks {
  /** In both, nested ones too. */
  readonly stacks: readonly FinalStack[];
  /** Paths of those that only the app has. */
  readonly withoutTemplate: readonly string[];
  /** Paths of those that only the assembly has. */
  readonly withoutConstruct: readonly string[];
}

/** Pairs every stack of an app with its template in the assembly. */
export const finalStacks = (app: App, assembly: CloudAssembly): FinalStacks => {
  const constructs = resourcesByStack(app);
  const artifacts = new Map(assembly.stacksRecursively.map((artifact) => [artifact.hierarchicalId, artifact]));
  const withoutTemplate: string[] = [];
  const stacks = [...constructs].flatMap(([stack, resources]): readonly FinalStack[] => {
    const { path } = stack.node;
    const nested = NestedStack.isNestedStack(stack);
    const deployed = artifacts.get(outermost(stack).node.path);
    if (deployed === undefined) {
      withoutTemplate.push(path);
      return [];
    }
    const file = nested ? join(Stage.of(stack)?.outdir ?? '', stack.templateFile) : deployed.templateFullPath;
    const bytes = readFileSync(file);
    const { account, region } = deployed.environment;
    const stage = Stage.of(stack);
    const own =
      stage === undefined || stage === app ? undefined : environmentOfStage(stage.node.id, { account, region });
    return [
      {
        path,
        stackName: nested ? `${deployed.stackName}/${stack.node.id}` : deployed.stackName,
        ...(own === undefined ? {} : { environment: own }),
        account,
        region,
        template: relative(assembly.directory, file),
        sha256: sha256(bytes),
        resources: resourcesIn(JSON.parse(bytes.toString('utf8')) as Template, resources),
      },
    ];
  });
  const known = new Set(stacks.map(({ path }) => path));
  return { stacks, withoutTemplate, withoutConstruct: [...artifacts.keys()].filter((path) => !known.has(path)) };
};

/** The app's stacks with the resources of their very templates, in one walk: neither those of stages below nor of nested stacks. */
const resourcesByStack = (app: App): ReadonlyMap<Stack, readonly CfnResource[]> => {
  const found = new Map<Stack, CfnResource[]>();
  for (const construct of app.node.findAll()) {
    if (Stack.isStack(construct) && !found.has(construct)) found.set(construct, []);
    if (!CfnResource.isCfnResource(construct)) continue;
    found.get(construct.stack)?.push(construct);
  }
  return found;
};

const outermost = (stack: Stack): Stack => (stack.nestedStackParent ? outermost(stack.nestedStackParent) : stack);

const resourcesIn = (template: Template, constructs: readonly CfnResource[]): ReadonlyMap<string, FinalResource> => {
  const byId = new Map(constructs.map((resource) => [String(resource.stack.resolve(resource.logicalId)), resource]));
  return new Map(
    Object.entries(objectAt(template.Resources)).map(([logicalId, resource]) => {
      const construct = byId.get(logicalId);
      const { Type: type, Properties: properties } = objectAt(resource);
      const deployed = { type: String(type), properties: objectAt(properties) };
      return [logicalId, construct === undefined ? deployed : { ...deployed, construct }];
    }),
  );
};
