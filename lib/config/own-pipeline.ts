import { UserError } from '../ground/user-error';
import type { DeliveryConfig } from './schema';

/**
 * Refuses a synthesis for another application than the pipeline's that builds it: that pipeline would go on to put the new
 * names into the stacks of the old application, whose resources would go.
 *
 * @param variables CodeBuild says in `CODEBUILD_INITIATOR` which pipeline has started it, `codepipeline/NAME`
 * (docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-env-vars.html)
 * @throws {UserError} when that is another one
 */
export const assertOwnPipeline = (
  { application }: DeliveryConfig,
  { CODEBUILD_INITIATOR: initiator = '' }: Readonly<Record<string, string | undefined>>,
): void => {
  const [, pipeline] = /^codepipeline\/(.+)$/.exec(initiator) ?? [];
  if (pipeline === undefined || pipeline === application) return;
  throw new UserError(
    `application is "${application}", and the pipeline ${pipeline} builds it, which would deploy it over its own stacks: put "${pipeline}" back into delivery.config.ts, and deploy the pipeline of ${application} from a repository or branch of its own (npx cdk deploy Delivery)`,
  );
};
