import { Aspects, CfnResource, Lazy, Stack, Stage } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** A statement of a policy, as the judging of statements names it. */
export interface CutStatement {
  /** Construct path of the resource that holds the policy, or of the role that an inline policy belongs to. */
  readonly path: string;
  /** Name of an inline policy. */
  readonly inline?: string;
  /** Of the statement, from 1. */
  readonly number: number;
}

interface Document {
  readonly Statement: readonly unknown[];
}

/** Where a resource has its policy. */
const PROPERTIES = ['policyDocument', 'keyPolicy', 'assumeRolePolicyDocument'] as const;
type Holder = CfnResource & Record<(typeof PROPERTIES)[number], unknown>;

/**
 * Takes a statement out of what is synthesized from now on. CDK Pipelines synthesizes a stage when it is added, so this comes
 * before the app is built. A process that has taken nothing out ends with 1. The copy of this repository that a walk releases
 * has this file below `bin/`.
 */
export const cutStatement = (cut: CutStatement): void => {
  const { synth } = Stage.prototype;
  const prepared = new WeakSet<Stage>();
  Stage.prototype.synth = function (this: Stage, ...options) {
    // After everything that writes policies; aspects end where a stage begins.
    if (!prepared.has(this)) Aspects.of(this).add({ visit: (node) => visit(node, cut) }, { priority: 1000 });
    prepared.add(this);
    return synth.apply(this, options);
  };
  process.on('exit', () => {
    if (cuts > 0) return;
    console.error(`nothing was taken out for ${JSON.stringify(cut)}`);
    process.exitCode = 1;
  });
};

let cuts = 0;
const done = new WeakSet<IConstruct>();

const visit = (node: IConstruct, cut: CutStatement): void => {
  if (!CfnResource.isCfnResource(node) || done.has(node) || !isHolder(node, cut)) return;
  const property = PROPERTIES.find((name) => (node as Holder)[name] !== undefined);
  if (property === undefined) return;
  done.add(node);
  const whole = (node as Holder)[property];
  (node as Holder)[property] = Lazy.any({
    produce: () => {
      const document = Stack.of(node).resolve(whole) as Document;
      const left = document.Statement.filter((_, index) => index + 1 !== cut.number);
      cuts += document.Statement.length - left.length;
      return { ...document, Statement: left };
    },
  });
};

const isHolder = (node: CfnResource, { path, inline }: CutStatement): boolean => {
  if (inline === undefined) return node.node.path === path;
  const { policyName } = node as CfnResource & { readonly policyName?: unknown };
  return node.node.path.startsWith(path.replace(/Resource$/, '')) && Stack.of(node).resolve(policyName) === inline;
};
