import { ASKS, type Configuration, DEPLOYS, type pipelineIn } from './action-faults';

/** What happens to the pipeline as a whole. */
export const PIPELINE_FAULTS: readonly (readonly [
  rule: string,
  what: string,
  change: (pipeline: ReturnType<typeof pipelineIn>) => void,
])[] = [
  [
    ASKS,
    'prod comes before dev',
    (pipeline) => void pipeline.Stages.splice(-2, 2, ...pipeline.Stages.slice(-2).toReversed()),
  ],
  [ASKS, 'prod is not deployed', (pipeline) => void pipeline.Stages.pop()],
  [ASKS, 'dev is not deployed', (pipeline) => void pipeline.Stages.splice(-2, 1)],
  [
    ASKS,
    'dev is validated when prod has been deployed',
    ({ Stages: stages }) => {
      const [dev, prod] = stages.slice(-2);
      const validation = dev?.Actions.pop();
      if (validation) prod?.Actions.push({ ...validation, Name: 'ValidateDev', RunOrder: 999 });
    },
  ],
  [
    ASKS,
    'prod is deployed while dev is',
    ({ Stages: stages }) => {
      const [dev, prod] = stages.slice(-2);
      dev?.Actions.push(...(prod?.Actions ?? []));
      stages.pop();
    },
  ],
  [DEPLOYS, 'goes on as what it was', (pipeline) => Object.assign(pipeline, { RestartExecutionOnUpdate: false })],
  [
    DEPLOYS,
    'does not update itself',
    (pipeline) => {
      pipeline.Stages = pipeline.Stages.filter(({ Name: name }) => name !== 'UpdatePipeline');
    },
  ],
  [
    DEPLOYS,
    'updates itself at the end',
    (pipeline) => {
      const update = pipeline.Stages.filter(({ Name: name }) => name === 'UpdatePipeline');
      pipeline.Stages = [...pipeline.Stages.filter(({ Name: name }) => name !== 'UpdatePipeline'), ...update];
    },
  ],
  ...[
    ['the bucket of evidence', 'zero-trust-delivery-evidence-111111111111-us-east-1'],
    ['the access logs', 'zero-trust-delivery-access-111111111111-us-east-1'],
    ['a bucket of another region', 'zero-trust-delivery-artifacts-111111111111-eu-west-1'],
  ].map(
    ([what, bucket]) =>
      [
        DEPLOYS,
        `keeps its artifacts in ${what}`,
        (pipeline: ReturnType<typeof pipelineIn>) => {
          const stores = pipeline['ArtifactStores'] as { Region: string; ArtifactStore: Configuration }[];
          const own = stores.find(({ Region: region }) => region === 'us-east-1');
          if (own === undefined) throw new Error('the pipeline has no store in its region');
          own.ArtifactStore['Location'] = bucket;
        },
      ] as const,
  ),
];
