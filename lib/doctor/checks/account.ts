import { OtherAccount } from '../../aws/other-account';
import { placeName } from '../../bootstrap/places';
import { listAt, objectAt } from '../../ground/json';
import { atEveryPlace, atTools, type DoctorCheck, problem } from '../doctor-check';
import type { DoctorPlace, SynthesizedStack } from '../patient';
import { placedText, plannedResources, textsIn } from '../template-names';

/** Whether each account is the right one, has the region, and its roles and images. */
export const accountChecks: readonly DoctorCheck[] = [
  atEveryPlace('credentials-fit', 'the credentials for it are of its account', async (place) => {
    const cure = `bin/delivery doctor --profile ${place.account}=PROFILE, with a profile of that account`;
    try {
      const caller = await place.cloud.caller();
      if (caller === place.account) return [];
      return [problem(placeName(place), `the credentials for ${place.account} are of account ${caller}`, cure)];
    } catch (error) {
      if (error instanceof OtherAccount) return [problem(placeName(place), error.message, cure)];
      throw error;
    }
  }),

  atEveryPlace('region-enabled', 'the account has the region', async (place, patient) => {
    const regions = await patient.cloudAt(place.account, patient.config.tools.region).regions();
    const status = regions[place.region];
    if (status === 'opt-in-not-required' || status === 'opted-in') return [];
    const what = `account ${place.account} does not have ${place.region} (${status ?? 'no such region'})`;
    return [problem(placeName(place), what, `aws account enable-region --region-name ${place.region}`)];
  }),

  atEveryPlace(
    'zones-there',
    'the availability zones of the configuration are available',
    async (place, { config }) => {
      const targets = config.environments.flatMap((each) => each.targets);
      const wanted = targets.filter(({ account, region }) => account === place.account && region === place.region);
      if (wanted.length === 0) return [];
      const zones = await place.cloud.zones();
      const missing = [...new Set(wanted.flatMap((target) => target.zones))].filter((zone) => !zones.includes(zone));
      return missing.map((zone) => {
        const cure = `write others into zones of delivery.config.ts: the account has ${zones.join(', ')}`;
        return problem(placeName(place), `zone ${zone} is not available to ${place.account}`, cure);
      });
    },
  ),

  atEveryPlace('key-principals', 'roles that policies of keys and buckets name are there', async (place, patient) => {
    // Roles are the account's, whatever the region: each is asked for once.
    if (patient.places.find(({ account }) => account === place.account) !== place) return [];
    const { stacks } = await patient.synthesis();
    const made = new Set(stacks.filter(({ account }) => account === place.account).flatMap(roleNames));
    const named = new Set(stacks.flatMap((stack) => rolesIn(stack, place)).filter((role) => !made.has(role)));
    const found = await Promise.all(
      [...named].map(async (role) => ((await place.cloud.trust(role)) ? undefined : role)),
    );
    return found
      .filter((role) => role !== undefined)
      .map((role) => {
        const what = `there is no role ${role}, which a policy of a key or bucket names: AWS refuses it as a principal, and lets nobody in by it as a condition`;
        return problem(
          placeName(place),
          what,
          `bin/delivery bootstrap --execute --account ${place.account}, before the pipeline is deployed`,
        );
      });
  }),

  atTools('build-images', 'CodeBuild still offers the images of the builds', async (place, patient) => {
    const { stacks } = await patient.synthesis();
    const images = stacks.flatMap((stack) =>
      plannedResources(stack)
        .filter(({ type }) => type === 'AWS::CodeBuild::Project')
        .map(({ properties }) => String(objectAt(properties['Environment'])['Image'])),
    );
    const offered = await place.cloud.buildImages();
    const ended = [...new Set(images)].filter((image) => image.startsWith('aws/') && !offered.includes(image));
    return ended.map((image) => {
      const cure = 'name a newer one in lib/pipeline/: aws codebuild list-curated-environment-images';
      return problem(placeName(place), `CodeBuild no longer offers ${image}`, cure);
    });
  }),
];

const roleNames = (stack: SynthesizedStack): readonly string[] =>
  plannedResources(stack)
    .filter(({ type }) => type === 'AWS::IAM::Role')
    .flatMap(({ properties }) => placedText(properties['RoleName'], stack) ?? []);

/** Roles of an account that a statement of a resource policy names, as its principal or in a condition. */
const rolesIn = (stack: SynthesizedStack, { account }: DoctorPlace): readonly string[] =>
  plannedResources(stack)
    .filter(({ type }) => type === 'AWS::KMS::Key' || type === 'AWS::S3::BucketPolicy')
    .flatMap(({ properties }) => {
      const policy = objectAt(properties['KeyPolicy'] ?? properties['PolicyDocument']);
      return listAt(policy['Statement']).flatMap((statement) => textsIn(objectAt(statement), stack));
    })
    .flatMap((text) => {
      const [, owner, name] = /^arn:[^:]+:iam::(\d{12}):role\/([^*]+)$/.exec(text) ?? [];
      return owner === account && name !== undefined ? [name.split('/').at(-1) ?? ''] : [];
    });
