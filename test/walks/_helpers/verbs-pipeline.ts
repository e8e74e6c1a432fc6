import { PLACE } from './verbs-app';

const action = (name: string, category: string, provider: string, more: object): object => ({
  name,
  actionTypeId: { category, owner: 'AWS', provider, version: '1' },
  ...more,
});
/** A pipeline of a bucket and an approval, as `aws codepipeline create-pipeline` takes it. */
export const VERBS_PIPELINE = {
  name: 'told',
  roleArn: `arn:aws:iam::${PLACE.account}:role/pipeline`,
  artifactStore: { type: 'S3', location: 'artifacts' },
  pipelineType: 'V2',
  stages: [
    {
      name: 'Source',
      actions: [
        action('Source', 'Source', 'S3', {
          outputArtifacts: [{ name: 'Code' }],
          configuration: { S3Bucket: 'artifacts', S3ObjectKey: 'code.zip' },
        }),
      ],
    },
    { name: 'Deploy', actions: [action('Approve', 'Approval', 'Manual', {})] },
  ],
};
