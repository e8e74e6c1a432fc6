import { createRequire } from 'node:module';
import { join } from 'node:path';
import { z } from 'zod';

const told = z.array(z.object({ id: z.string(), category: z.string().optional(), description: z.string() }));

/** A rule of CloudFormation's own validation. */
export type CloudFormationRule = z.infer<typeof told>[number];

/**
 * The rules of the engine that aws-cdk-lib brings and runs, which the CDK's plugin does not tell. It takes seconds to build.
 *
 * @throws Error where the library has another engine than the one known here
 */
export const cloudFormationRules = (root: string): readonly CloudFormationRule[] => {
  const library = createRequire(join(root, 'package.json')).resolve('aws-cdk-lib');
  const { CompositeEngine } = createRequire(library)('@aws/cloudformation-validate');
  const engine = new CompositeEngine();
  try {
    return told.parse(engine.listRules());
  } finally {
    engine.free();
  }
};
