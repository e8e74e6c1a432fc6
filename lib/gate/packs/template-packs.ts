import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  CloudFormationValidatePlugin,
  type IPolicyValidationContext,
  NestedStack,
  type PolicyValidationPluginReport,
  type PolicyViolation,
  Stack,
  Stage,
  Token,
} from 'aws-cdk-lib';
import { version } from '../../../package.json';
import { objectAt } from '../../ground/json';
import { sha256 } from '../../ground/sha256';
import { buildSpecsBeside } from '../assembly/build-specs';
import { publishedBy } from '../assembly/published';
import { judgeTemplates, RULES, type RuleFinding } from '../rules';
import { isApplied, type Rule } from '../rules/rule';
import {
  type ReleasePromise,
  type StackTemplate,
  type TargetPromise,
  type TargetStacks,
  type Template,
  targetsIn,
  withPromises,
} from '../templates/template';
import type { AskedRule, WatchedPack } from './watched-pack';

type DeployedStack = IPolicyValidationContext['stackTemplates'][number];

/** The library's own schema check of the final templates; registered by us, an environment variable cannot switch it off. */
export class WatchedCloudFormationValidate extends CloudFormationValidatePlugin implements WatchedPack {
  readonly looksAt = 'stacks';
  readonly looks = new Set<string>();
  spent = 0;
  override validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    const start = performance.now();
    const all = withNestedStacks(context);
    const report = super.validate(all);
    for (const { stackConstructPath } of all.stackTemplates) this.looks.add(stackConstructPath);
    this.spent += performance.now() - start;
    return report;
  }
}

/** Runs our own rules over the final templates, inside synthesis, noting the stacks they read. */
export class WatchedZeroTrust implements WatchedPack {
  readonly name = 'ZeroTrust';
  readonly version = version;
  readonly looksAt = 'stacks';
  readonly looks = new Set<string>();
  readonly digests = new Map<string, string>();
  readonly ruleIds: string[];
  spent = 0;
  private targets: readonly TargetStacks[] = [];
  private readonly assets = new Map<string, Pick<StackTemplate, 'publications'>>();

  constructor(
    private readonly asked: readonly Rule[] = RULES,
    private readonly promised: readonly TargetPromise[] = [],
    private readonly release?: ReleasePromise,
  ) {
    this.ruleIds = asked.map(({ id }) => id);
  }

  get rules(): readonly AskedRule[] {
    return this.asked.map((rule) => asAsked(rule, this.targets));
  }

  validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    const start = performance.now();
    const names = stackNamesIn(context);
    const read = withNestedStacks(context).stackTemplates.map((stack) => ({
      ...this.read(stack),
      ...names.get(stack.stackConstructPath),
    }));
    const stacks = withPromises(read, this.promised, this.release);
    const targets = targetsIn(stacks, Stage.isStage(context.appConstruct) ? context.appConstruct.outdir : '');
    const violations = judgeTemplates(targets, this.asked).map(violationOf);
    this.targets = [...this.targets, ...targets];
    for (const { path } of stacks) this.looks.add(path);
    this.spent += performance.now() - start;
    return { success: violations.length === 0, violations };
  }

  /** @throws {Error} when a stack's account or region is not concrete: the rules could not say whom a policy lets in */
  private read(stack: DeployedStack): StackTemplate {
    const { stackConstructPath: path, templatePath, accountId: account, region } = stack;
    if (account === undefined || region === undefined) {
      throw new Error(`stack ${path} has no concrete account and region: give it an env`);
    }
    const bytes = readFileSync(templatePath);
    this.digests.set(path, sha256(bytes));
    const template = JSON.parse(bytes.toString('utf8')) as Template;
    const specs = buildSpecsBeside(template, dirname(templatePath));
    const about = { ...this.assetsBeside(templatePath), ...specs };
    return { path, templateFile: templatePath, account, region, template, ...about };
  }

  /** What is published from the directory of a template. */
  private assetsBeside(templateFile: string): Pick<StackTemplate, 'publications'> {
    const directory = dirname(templateFile);
    const known = this.assets.get(directory);
    if (known !== undefined) return known;
    const manifests = readdirSync(directory)
      .filter((name) => name.endsWith('.assets.json'))
      .map((name) => objectAt(JSON.parse(readFileSync(join(directory, name), 'utf8'))));
    const found = manifests.length === 0 ? {} : { publications: publishedBy(manifests) };
    this.assets.set(directory, found);
    return found;
  }
}

const violationOf = ({ rule, stack, logicalId, because }: RuleFinding): PolicyViolation => ({
  ruleName: rule.id,
  description: `${rule.requires} Here ${because}.`,
  fix: `${rule.fix} See ${rule.source}`,
  severity: 'fatal', // the CDK lets nobody acknowledge it
  ruleMetadata: { why: rule.why, because },
  violatingResources: [{ resourceLogicalId: logicalId, templatePath: stack.templateFile, locations: [] }],
});

/** A rule of ours and the stacks it was asked of: it reads all their resources. */
export const asAsked = (rule: Rule, targets: readonly TargetStacks[]): AskedRule => {
  const { id, requires, hipaa, source, appliesTo } = rule;
  const asked = targets.filter((target) => isApplied(rule, target)).flatMap(({ stacks }) => stacks);
  return {
    id,
    requires,
    hipaa,
    source,
    answers: new Map(asked.map(({ path, template }) => [path, Object.keys(template.Resources ?? {}).length])),
    elsewhere: appliesTo === 'pipeline' ? 'it is asked of the pipeline only' : 'it is asked of targets only',
  };
};

/**
 * The context with nested stacks among its stacks.
 *
 * The CDK names only stacks that are deployed by themselves; the template of a nested one is an asset to it, which no
 * pack that reads templates would see.
 */
export const withNestedStacks = (context: IPolicyValidationContext): IPolicyValidationContext => {
  const nested = context.appConstruct.node.findAll().filter(NestedStack.isNestedStack).map(templateOf);
  return { ...context, stackTemplates: [...context.stackTemplates, ...nested] };
};

/** Physical names of the stacks that are deployed by themselves, by their paths. */
const stackNamesIn = ({
  appConstruct,
}: IPolicyValidationContext): ReadonlyMap<string, { readonly stackName: string }> =>
  new Map(
    appConstruct.node
      .findAll()
      .filter(Stack.isStack)
      .filter(({ stackName }) => !Token.isUnresolved(stackName))
      .map(({ node, stackName }) => [node.path, { stackName }]),
  );

const templateOf = (stack: NestedStack): DeployedStack => ({
  stackConstructPath: stack.node.path,
  templatePath: join(Stage.of(stack)?.outdir ?? '', stack.templateFile),
  accountId: concrete(stack.account),
  region: concrete(stack.region),
});

const concrete = (value: string): string | undefined => (Token.isUnresolved(value) ? undefined : value);
