import { basename } from 'node:path';
import type { StackTemplate, TemplateResource } from './template';

/** The resource that deploys a nested stack. */
export interface Parent {
  readonly stack: StackTemplate;
  readonly logicalId: string;
  readonly resource: TemplateResource;
}

/** Whoever deploys a stack as a nested one, by the asset path that the CDK writes beside it; undefined where nobody does. */
export const parentOf = (child: StackTemplate, stacks: readonly StackTemplate[]): Parent | undefined => {
  for (const stack of stacks) {
    for (const [logicalId, resource] of Object.entries(stack.template.Resources ?? {})) {
      const { Type: type, Metadata: metadata } = resource;
      const path = type === 'AWS::CloudFormation::Stack' ? metadata?.['aws:asset:path'] : undefined;
      if (typeof path === 'string' && basename(path) === basename(child.templateFile)) {
        return { stack, logicalId, resource };
      }
    }
  }
  return undefined;
};
