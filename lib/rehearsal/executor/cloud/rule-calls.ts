import type { ObjectCannedACL } from '@aws-sdk/client-s3';
import type { Calls } from './stack-calls';

/** What rules of conditions, approvals and deployments ask of other services. */
export const ruleCalls: Calls<'alarmState' | 'publish' | 'invokeFunction' | 'putFile'> = (clients, options) => ({
  async alarmState(access, name) {
    const { sdk, client } = await clients.cloudWatch(access);
    const command = new sdk.DescribeAlarmsCommand({
      AlarmNames: [name],
      AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
    });
    const { MetricAlarms: metric = [], CompositeAlarms: composite = [] } = await client.send(command, options);
    return [...metric, ...composite][0]?.StateValue;
  },

  async publish(access, TopicArn, { subject, text }) {
    const { sdk, client } = await clients.sns(access);
    await client.send(new sdk.PublishCommand({ TopicArn, Subject: subject, Message: text }), options);
  },

  async invokeFunction(access, name, event) {
    const { sdk, client } = await clients.lambda(access);
    const command = new sdk.InvokeCommand({ FunctionName: name, InvocationType: 'Event', Payload: Buffer.from(event) });
    await client.send(command, options);
  },

  async putFile(access, { bucket, key }, body, { kmsKeyId, acl, cacheControl, contentType }) {
    const { sdk, client } = await clients.s3(access);
    const encryption =
      kmsKeyId === undefined ? {} : { ServerSideEncryption: 'aws:kms' as const, SSEKMSKeyId: kmsKeyId };
    const more = { ACL: acl as ObjectCannedACL | undefined, CacheControl: cacheControl, ContentType: contentType };
    await client.send(
      new sdk.PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ...encryption, ...more }),
      options,
    );
  },
});
