import { z } from 'zod';
import { readEntry } from '../../artifacts/unzip';
import type { StackInput } from '../../cloud/cloud';
import { Failure } from '../../failure';
import type { ActionContext } from '../handler';
import { resolveOverrides } from './parameter-overrides';
import { required } from './required';

/** A longer template can only be given by its address. */
const LONGEST_BODY = 51_200;

const templateConfiguration = z.strictObject({
  Parameters: z.record(z.string(), z.string()).default({}),
  Tags: z.record(z.string(), z.string()).default({}),
  StackPolicy: z.unknown().optional(),
});

/** Reads what the stack is to become: template and configuration file from the input artifacts, parameters, capabilities. */
export async function stackInput(context: ActionContext): Promise<StackInput> {
  const { configuration } = context;
  const { Capabilities: capabilities = '', RoleArn: roleArn, TemplateConfiguration: file } = configuration;
  const [template, configured, overrides] = await Promise.all([
    readArtifactPath(context, 'TemplatePath', required(configuration, 'TemplatePath')),
    file === undefined ? undefined : readArtifactPath(context, 'TemplateConfiguration', file),
    resolveOverrides(context),
  ]);
  const { Parameters, Tags, StackPolicy } = parseConfiguration(configured, file);
  return {
    stackName: required(configuration, 'StackName'),
    template: await place(context, template),
    parameters: { ...Parameters, ...overrides },
    tags: Tags,
    capabilities: capabilities.split(',').filter((capability) => capability !== ''),
    ...(roleArn === undefined ? {} : { roleArn }),
    ...(StackPolicy === undefined ? {} : { stackPolicy: JSON.stringify(StackPolicy) }),
  };
}

/** Reads `Artifact::path/in/it`. */
async function readArtifactPath({ access, exchange }: ActionContext, key: string, value: string): Promise<Buffer> {
  const [artifactName, path] = value.split('::');
  if (artifactName === undefined || path === undefined) {
    throw new Failure(`${key} must read Artifact::path, got ${value}`);
  }
  const file = await readEntry(await exchange.fetch(access, artifactName), path);
  if (file === undefined) throw new Failure(`${key}: artifact ${artifactName} has no file ${path}`);
  return file;
}

function parseConfiguration(text: Buffer | undefined, file = ''): z.output<typeof templateConfiguration> {
  try {
    return templateConfiguration.parse(text === undefined ? {} : JSON.parse(text.toString()));
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : error;
    throw new Failure(`TemplateConfiguration ${file} is not a template configuration: ${why}`, { cause: error });
  }
}

async function place({ access, exchange, options }: ActionContext, template: Buffer): Promise<StackInput['template']> {
  if (template.length <= LONGEST_BODY) return { body: template.toString() };
  const { bucket, key } = await exchange.lay(access.region, 'templates', template);
  return { url: `${options.endpoint}/${bucket}/${key}` };
}
