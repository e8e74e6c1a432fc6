import { z } from 'zod';
import { callJson } from '../../../aws/json-call';
import type { Calls } from './stack-calls';

const imagesSchema = z.object({
  imageDetails: z.array(
    z.object({
      imageDigest: z.string(),
      registryId: z.string(),
      imageSizeInBytes: z.number(),
      imagePushedAt: z.number(),
      imageTags: z.array(z.string()).default([]),
    }),
  ),
});

const ECR = { name: 'ecr', target: 'AmazonEC2ContainerRegistry_V20150921', version: '1.1' } as const;

/** What ECR answers where there is no such image. */
const NONE: ReadonlySet<string> = new Set(['ImageNotFoundException']);

/** ECR, of which one call is needed. */
export const imageCalls =
  (endpoint: string): Calls<'describeImage'> =>
  (_, { abortSignal: signal }) => ({
    async describeImage({ credentials, region }, repositoryName, imageTag) {
      const input = { repositoryName, imageIds: [{ imageTag }] };
      const caller = { region, credentials: async () => credentials, endpoint, signal };
      const answer = await callJson(ECR, 'DescribeImages', input, caller).catch((error: Error) => {
        if (NONE.has(error.name)) return { imageDetails: [] };
        throw error;
      });
      const [image] = imagesSchema.parse(answer).imageDetails;
      return (
        image && {
          digest: image.imageDigest,
          registryId: image.registryId,
          sizeInBytes: image.imageSizeInBytes,
          pushedAt: image.imagePushedAt,
          tags: image.imageTags,
        }
      );
    },
  });
