import featureFlags from 'aws-cdk-lib/recommended-feature-flags.json';

/** The context under which the delivery is synthesized: every feature flag as recommended, whatever the CLI says. */
export const APP_CONTEXT: Readonly<Record<string, unknown>> = {
  ...featureFlags,
  'aws:cdk:enable-path-metadata': true,
  'aws:cdk:enable-asset-metadata': true,
};
