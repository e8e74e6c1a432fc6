import { placeName } from '../../bootstrap/places';
import { connectionOf } from '../../config/connection';
import { placeholdersIn } from '../../config/placeholder';
import { connectionsUrl } from '../../contract/console-url';
import { anywhere, atTools, type DoctorCheck, problem } from '../doctor-check';

const FILE = 'delivery.config.ts';

/** What the configuration alone, and the source that it names, can say. */
export const configurationChecks: readonly DoctorCheck[] = [
  anywhere('accounts-real', 'delivery.config.ts names accounts that somebody has', FILE, ({ config, real }) => {
    const { placeholders } = placeholdersIn(config);
    if (!real || placeholders.length === 0) return [];
    const what = `${placeholders.join(', ')} stand for accounts that only a rehearsal has`;
    return [problem(FILE, what, `write your account numbers into ${FILE}, or rehearse: npm start`)];
  }),

  anywhere('evidence-chosen', 'it says for how long evidence is locked', FILE, ({ config: { evidence }, real }) => {
    if (!real || evidence.trial || evidence.years !== undefined) return [];
    const what = 'evidence says neither trial nor years, and a release with real accounts is refused';
    return [
      problem(FILE, what, `write evidence: { trial: true } into ${FILE}, or { years: 6 }, which nobody can take back`),
    ];
  }),

  atTools('connection-usable', 'the connection to the git host is there and confirmed', async (place, { config }) => {
    const { source } = config;
    if (source.kind !== 'codeconnections') return [];
    const { connectionArn: arn } = source;
    const status = await place.cloud.connection(arn);
    const where = placeName(place);
    const console = connectionsUrl(place.region);
    if (status === undefined) {
      const cure = `make one at ${console}, and write its ARN into source.connectionArn of ${FILE}`;
      return [problem(where, `there is no connection ${arn}`, cure)];
    }
    if (status === 'AVAILABLE') return [];
    const cure = `confirm it at ${console} (Update pending connection): no command can`;
    return [problem(where, `connection ${arn} is ${status}: no push starts anything`, cure)];
  }),

  anywhere('connection-near', 'the connection is of the region and account of the pipeline', FILE, ({ config }) => {
    const { source, tools } = config;
    const connection = connectionOf(source);
    if (connection === undefined) return [];
    const { account, region } = connection;
    if (account === tools.account && region === tools.region) return [];
    const what = `source.connectionArn is of ${account}, ${region}, and the pipeline of ${tools.account}, ${tools.region}`;
    return [problem(FILE, what, `name a connection of ${tools.account}, ${tools.region} in source.connectionArn`)];
  }),

  atTools(
    'source-bucket',
    'the bucket of an S3 source keeps versions and tells EventBridge',
    async (place, patient) => {
      const { source } = patient.config;
      if (source.kind !== 's3') return [];
      const { bucket } = source;
      const { versioned, events } = await place.cloud.sourceBucket(bucket);
      const where = placeName(place);
      const versioning = `aws s3api put-bucket-versioning --bucket ${bucket} --versioning-configuration Status=Enabled`;
      const telling = `aws s3api put-bucket-notification-configuration --bucket ${bucket} --notification-configuration '{"EventBridgeConfiguration":{}}', with the notifications that it has already`;
      return [
        ...(versioned ? [] : [problem(where, `${bucket} keeps no versions, and CodePipeline refuses it`, versioning)]),
        ...(events
          ? []
          : [problem(where, `${bucket} does not send its events to EventBridge: no upload starts a release`, telling)]),
      ];
    },
  ),
];
