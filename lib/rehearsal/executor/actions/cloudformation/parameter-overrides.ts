import { z } from 'zod';
import { readEntry } from '../../artifacts/unzip';
import { Failure } from '../../failure';
import type { ActionContext } from '../handler';

const attribute = z.strictObject({
  'Fn::GetArtifactAtt': z.tuple([z.string(), z.enum(['BucketName', 'ObjectKey', 'URL'])]),
});
const parameter = z.strictObject({ 'Fn::GetParam': z.tuple([z.string(), z.string(), z.string()]) });
const overrides = z.record(z.string(), z.union([z.string(), attribute, parameter]));

/**
 * The stack parameters that the action itself gives.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/continuous-delivery-codepipeline-parameter-override-functions.html
 */
export async function resolveOverrides(context: ActionContext): Promise<Readonly<Record<string, string>>> {
  const { ParameterOverrides: text } = context.configuration;
  if (text === undefined) return {};
  const values = Object.entries(parse(text)).map(async ([name, value]) => {
    if (typeof value === 'string') return [name, value];
    if ('Fn::GetParam' in value) return [name, await fileValue(context, ...value['Fn::GetParam'])];
    const [artifactName, wanted] = value['Fn::GetArtifactAtt'];
    const { bucket, key } = await context.exchange.locate(artifactName, context.access.region);
    const url = `${context.options.endpoint}/${bucket}/${key}`;
    return [name, { BucketName: bucket, ObjectKey: key, URL: url }[wanted]];
  });
  return Object.fromEntries(await Promise.all(values));
}

function parse(text: string): z.output<typeof overrides> {
  try {
    return overrides.parse(JSON.parse(text));
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : error;
    throw new Failure(`ParameterOverrides cannot be read: ${why}`, { cause: error });
  }
}

async function fileValue({ access, exchange }: ActionContext, artifactName: string, file: string, name: string) {
  const bytes = await readEntry(await exchange.fetch(access, artifactName), file);
  if (bytes === undefined) throw new Failure(`Fn::GetParam: artifact ${artifactName} has no file ${file}`);
  const value: unknown = JSON.parse(bytes.toString())?.[name];
  if (typeof value !== 'string') throw new Failure(`Fn::GetParam: ${artifactName}::${file} has no text ${name}`);
  return value;
}
