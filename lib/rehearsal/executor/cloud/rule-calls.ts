import type { Calls } from './stack-calls';

/** What rules of conditions and approvals ask of other services. */
export const ruleCalls: Calls<'alarmState' | 'publish' | 'invokeFunction'> = (clients, options) => ({
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
});
