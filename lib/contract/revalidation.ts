import { promotedBundleKey } from './evidence-layout';

/** The variable by which a revalidation is told its environment. */
export const REVALIDATED_ENVIRONMENT = 'ENVIRONMENT';

/** What a build of the revalidation project is started with, in the words of CodeBuild's StartBuild. */
export interface RevalidationStart {
  readonly environmentVariablesOverride: readonly {
    readonly name: string;
    readonly type: 'PLAINTEXT';
    readonly value: string;
  }[];
  /** `bucket/key`: what validated the environment when its last release came to its end there. */
  readonly sourceLocationOverride: string;
}

/** How an environment is validated again: by a schedule and by hand alike. */
export const revalidationStart = (environment: string, evidenceBucket: string): RevalidationStart => ({
  environmentVariablesOverride: [{ name: REVALIDATED_ENVIRONMENT, type: 'PLAINTEXT', value: environment }],
  sourceLocationOverride: `${evidenceBucket}/${promotedBundleKey(environment)}`,
});
