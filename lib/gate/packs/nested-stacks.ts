import { join } from 'node:path';
import { type IPolicyValidationContext, NestedStack, Stage, Token } from 'aws-cdk-lib';

type StackTemplate = IPolicyValidationContext['stackTemplates'][number];

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

const templateOf = (stack: NestedStack): StackTemplate => ({
  stackConstructPath: stack.node.path,
  templatePath: join(Stage.of(stack)?.outdir ?? '', stack.templateFile),
  accountId: concrete(stack.account),
  region: concrete(stack.region),
});

const concrete = (value: string): string | undefined => (Token.isUnresolved(value) ? undefined : value);
