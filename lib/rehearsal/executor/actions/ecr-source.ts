import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { filesBelow, zip } from '../artifacts/archive';
import type { Image } from '../cloud/cloud';
import { Failure } from '../failure';
import type { Handler } from './handler';

/**
 * Hands out the description of an image that the endpoint's ECR has.
 *
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-ECR.html
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/file-reference.html (`imageDetail.json`)
 */
export const ecrSource: Handler = {
  async run({ action, access, cloud, configuration, exchange, directory, log }) {
    const { RepositoryName: repository = '', ImageTag: tag = 'latest' } = configuration;
    const [artifactName] = action.outputs;
    if (artifactName === undefined) throw new Failure(`action ${action.actionName} has no output artifact`);
    const image = await cloud.describeImage(access, repository, tag);
    if (image === undefined) {
      throw new Failure(
        `repository ${repository} has no image with the tag ${tag}: put one there (aws ecr put-image, at the endpoint of a rehearsal with --keep), then release again`,
      );
    }
    const { digest, registryId } = image;
    const suffix = access.region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
    const uri = `${registryId}.dkr.ecr.${access.region}.${suffix}/${repository}@${digest}`;
    const files = join(directory, 'source');
    await mkdir(files);
    await writeFile(join(files, 'imageDetail.json'), JSON.stringify(detailOf(image, repository, uri)));
    const { key } = await exchange.publish(access, artifactName, await zip(await filesBelow(files)));
    log(`Image ${uri}`);
    log(`Artifact ${artifactName} is ${key}`);
    return {
      status: 'Succeeded',
      summary: digest,
      outputs: [{ artifactName, directory: files }],
      variables: {
        ImageDigest: digest,
        ImageTag: tag,
        ImageURI: uri,
        RegistryId: registryId,
        RepositoryName: repository,
      },
    };
  },
};

const detailOf = ({ digest, registryId, sizeInBytes, pushedAt, tags }: Image, repository: string, uri: string) => ({
  ImageSizeInBytes: String(sizeInBytes),
  ImageDigest: digest,
  Version: '1.0',
  ImagePushedAt: inWords(new Date(pushedAt * 1000)),
  RegistryId: registryId,
  RepositoryName: repository,
  ImageURI: uri,
  ImageTags: tags,
});

/** A moment in the form of the guide's example, `Mon Jan 21 20:04:00 UTC 2019`. */
const inWords = (moment: Date): string => {
  const [day = '', date = '', month = '', year = '', time = ''] = moment.toUTCString().split(/,? /);
  return `${day} ${month} ${date} ${time} UTC ${year}`;
};
