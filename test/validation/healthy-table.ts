import { DATA_KEY_ARN, policyOf, type World } from './fake-world';

/** A table that a developer has added. */
export const VISITS = 'data-dev-visits';
export const VISITS_ARN = `arn:aws:dynamodb:us-east-1:222222222222:table/${VISITS}`;

const refusal = {
  Effect: 'Deny',
  Principal: { AWS: '*' },
  Action: 'dynamodb:*',
  Resource: [VISITS_ARN, `${VISITS_ARN}/index/*`],
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
};

/** A trail's selectors with one more that records every read and write of a table. */
export const recordingTable = (selectors: World['selectors'], arn: string): World['selectors'] => ({
  ...selectors,
  EventSelectors: [
    ...selectors.EventSelectors,
    {
      ReadWriteType: 'All',
      IncludeManagementEvents: false,
      DataResources: [{ Type: 'AWS::DynamoDB::Table', Values: [arn] }],
    },
  ],
});

/** Adds a table to a healthy world, with everything that comes with one. */
export const addTable = (world: World): void => {
  const stack = 'data-dev';
  const endpoint = world.endpoints.find(({ service }) => service.endsWith('.s3'));
  if (endpoint === undefined) throw new Error('the healthy world has no endpoint of S3');
  const made = { logicalId: 'AddedVisitsTable', type: 'AWS::DynamoDB::Table', physicalId: VISITS };
  const [like] = world.owned[stack] ?? [];
  if (like === undefined) throw new Error(`the healthy world has no ${stack}`);
  const gateway = { ...endpoint, id: 'vpce-dynamodb', service: endpoint.service.replace(/s3$/, 'dynamodb') };
  const policy = JSON.stringify(JSON.parse(endpoint.policy ?? '{}')).replaceAll('s3:*', 'dynamodb:*');
  world.endpoints.push({ ...gateway, policy });
  world.owned[stack]?.push(
    { ...like, ...made },
    { ...like, logicalId: 'NetworkDynamoDbEndpoint', type: 'AWS::EC2::VPCEndpoint', physicalId: gateway.id },
  );
  world.selectors = recordingTable(world.selectors, VISITS_ARN);
  const [tags] = Object.values(world.tags);
  for (const arn of [VISITS_ARN, `arn:aws:ec2:us-east-1:222222222222:vpc-endpoint/${gateway.id}`])
    world.tags[arn] = { ...tags };
  world.tables[VISITS] = {
    arn: VISITS_ARN,
    keyId: DATA_KEY_ARN,
    isProtected: false,
    streams: [],
    recovery: { enabled: true, days: 35 },
    destinations: [],
    policy: policyOf(refusal),
  };
};
