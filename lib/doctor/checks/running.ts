import { placeName } from '../../bootstrap/places';
import { alarmTopicName } from '../../contract/names';
import { notificationTopicName } from '../../contract/notifications';
import { atEveryPlace, type DoctorCheck, problem, type Symptom } from '../doctor-check';
import type { DoctorPlace, Patient } from '../patient';

/** A check of everything of a type that stacks of ours have made. */
const ofResources = (
  id: string,
  about: string,
  type: string,
  look: (physicalId: string, place: DoctorPlace, patient: Patient) => Promise<readonly Symptom[]>,
): DoctorCheck => {
  return atEveryPlace(id, about, async (place, patient: Patient) => {
    const { stacks } = await patient.synthesis();
    const there = new Set((await place.cloud.stacks()).map(({ name }) => name));
    const own = stacks.filter((stack) => stack.account === place.account && stack.region === place.region);
    const deployed = own.filter(({ stackName }) => there.has(stackName));
    const resources = (await Promise.all(deployed.map(({ stackName }) => place.cloud.resources(stackName)))).flat();
    const ids = resources.filter((each) => each.type === type).map((each) => each.id);
    return (await Promise.all(ids.map((each) => look(each, place, patient)))).flat();
  });
};

/** Whether what is deployed still records, encrypts and tells somebody. What is not deployed yet has none of it. */
export const runningChecks: readonly DoctorCheck[] = [
  ofResources(
    'trail-logging',
    'trails of ours are there, and record',
    'AWS::CloudTrail::Trail',
    async (name, place) => {
      const where = placeName(place);
      const trail = (await place.cloud.trails()).find((each) => each.name === name);
      if (trail === undefined) {
        return [
          problem(
            where,
            `trail ${name} is gone: nothing records who reads the data`,
            'release again after its stack has drifted: bin/delivery start',
          ),
        ];
      }
      if (await place.cloud.isLogging(trail.arn)) return [];
      const cure = `aws cloudtrail start-logging --region ${place.region} --name ${name}`;
      return [problem(where, `trail ${name} is stopped: nothing records who reads the data`, cure)];
    },
  ),

  ofResources('keys-enabled', 'keys of ours are enabled', 'AWS::KMS::Key', async (id, place) => {
    const state = await place.cloud.keyState(id);
    const where = placeName(place);
    const enable = `aws kms enable-key --region ${place.region} --key-id ${id}`;
    if (state === 'Enabled') return [];
    if (state === 'PendingDeletion') {
      const cure = `aws kms cancel-key-deletion --region ${place.region} --key-id ${id} && ${enable}`;
      return [problem(where, `key ${id} is about to be deleted, and with it all that it encrypts`, cure)];
    }
    const what = `key ${id} is ${state}: nothing that it encrypts can be read`;
    if (state === 'Disabled') return [problem(where, what, enable)];
    const cure =
      state === 'gone'
        ? 'nothing brings a key or what it encrypted back: take its stack away (docs/teardown.md), and release again: bin/delivery start'
        : `wait for it, or find why: aws kms describe-key --region ${place.region} --key-id ${id}`;
    return [problem(where, what, cure)];
  }),

  ofResources(
    'alarms-heard',
    'somebody is told of alarms and releases',
    'AWS::SNS::Topic',
    async (arn, place, patient) => {
      const topic = arn.split(':').at(-1) ?? '';
      const ofReleases = topic === notificationTopicName(patient.config.application);
      // Whom a topic that somebody has added tells is his own to say.
      if (!ofReleases && !topic.startsWith(alarmTopicName(''))) return [];
      const { confirmed, pending } = await place.cloud.listeners(arn);
      if (confirmed > 0) return [];
      const unheard = ofReleases ? 'releases that wait or have failed' : 'alarms';
      const setting = ofReleases ? 'notifications.emails' : 'alarmEmail';
      if (pending > 0) {
        const what = `the subscription to ${topic} waits to be confirmed: nobody is told of ${unheard}`;
        return [
          problem(placeName(place), what, 'open the link in the e-mail "AWS Notification - Subscription Confirmation"'),
        ];
      }
      const cure = `write ${setting} into delivery.config.ts, or: aws sns subscribe --region ${place.region} --topic-arn ${arn} --protocol email --notification-endpoint ADDRESS`;
      return [problem(placeName(place), `nobody subscribes to ${topic}: nobody is told of ${unheard}`, cure)];
    },
  ),
];
