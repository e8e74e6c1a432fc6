import { type App, Aspects, CfnResource, Lazy, Stack, Stage } from 'aws-cdk-lib';
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

/** Takes a statement out of what an app synthesizes. The copy of this repository that a walk releases has this file below `bin/`. */
export const cutStatement = (app: App, cut: CutStatement): void => {
  const aspect = { visit: (node: IConstruct): void => visit(node, cut) };
  for (const node of app.node.findAll()) {
    // After everything that writes policies; aspects end where a stage begins.
    if (Stage.isStage(node)) Aspects.of(node).add(aspect, { priority: 1000 });
  }
};

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
      return { ...document, Statement: document.Statement.filter((_, index) => index + 1 !== cut.number) };
    },
  });
};

const isHolder = (node: CfnResource, { path, inline }: CutStatement): boolean => {
  if (inline === undefined) return node.node.path === path;
  const { policyName } = node as CfnResource & { readonly policyName?: unknown };
  return node.node.path.startsWith(path.replace(/Resource$/, '')) && Stack.of(node).resolve(policyName) === inline;
};
