import { z } from 'zod';
import { readEntry } from '../../artifacts/archive';
import type { StackInput } from '../../cloud/cloud';
import { Failure } from '../../failure';
import type { ActionContext } from '../handler';

/** A longer template can only be given by its address. */
const LONGEST_BODY = 51_200;

const templateConfiguration = z.strictObject({
  Parameters: z.record(z.string(), z.string()).default({}),
  Tags: z.record(z.string(), z.string()).default({}),
  StackPolicy: z.unknown().optional(),
});

/** Reads what the stack is to become: template and configuration file from the input artifacts, parameters, capabilities. */
export const stackInput = async (context: ActionContext): Promise<StackInput> => {
  const { configuration } = context;
  const { Capabilities: capabilities = '', RoleArn: roleArn, TemplateConfiguration: file } = configuration;
  const [template, configured, overrides] = await Promise.all([
    readArtifactPath(context, 'TemplatePath', requiredValue(configuration, 'TemplatePath')),
    file === undefined ? undefined : readArtifactPath(context, 'TemplateConfiguration', file),
    resolveOverrides(context),
  ]);
  const { Parameters, Tags, StackPolicy } = parseConfiguration(configured, file);
  return {
    stackName: requiredValue(configuration, 'StackName'),
    template: await place(context, template),
    parameters: { ...Parameters, ...overrides },
    tags: Tags,
    capabilities: capabilities.split(',').filter((capability) => capability !== ''),
    ...(roleArn === undefined ? {} : { roleArn }),
    ...(StackPolicy === undefined ? {} : { stackPolicy: JSON.stringify(StackPolicy) }),
  };
};

/** An action reads no artifact that it does not declare. @throws {Failure} when it names another */
const requireInput = ({ action: { inputs } }: ActionContext, key: string, artifactName: string): void => {
  if (inputs.includes(artifactName)) return;
  throw new Failure(
    `${key} names artifact ${artifactName}, which is no input artifact of the action: it has ${inputs.join(', ') || 'none'}`,
  );
};

/** Reads `Artifact::path/in/it`. */
const readArtifactPath = async (context: ActionContext, key: string, value: string): Promise<Buffer> => {
  const [artifactName, path] = value.split('::');
  if (artifactName === undefined || path === undefined) {
    throw new Failure(`${key} must read Artifact::path, got ${value}`);
  }
  requireInput(context, key, artifactName);
  const file = await readEntry(await context.exchange.fetch(context.access, artifactName), path);
  if (file === undefined) throw new Failure(`${key}: artifact ${artifactName} has no file ${path}`);
  return file;
};

const parseConfiguration = (text: Buffer | undefined, file = ''): z.output<typeof templateConfiguration> => {
  try {
    return templateConfiguration.parse(text === undefined ? {} : JSON.parse(text.toString()));
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : error;
    throw new Failure(`TemplateConfiguration ${file} is not a template configuration: ${why}`, { cause: error });
  }
};

const place = async (
  { access, exchange, options }: ActionContext,
  template: Buffer,
): Promise<StackInput['template']> => {
  if (template.length <= LONGEST_BODY) return { body: template.toString() };
  const { bucket, key } = await exchange.lay(access.region, 'templates', template);
  return { url: `${options.endpoint}/${bucket}/${key}` };
};

/** A configuration value that an action mode cannot do without. */
export const requiredValue = (configuration: Readonly<Record<string, string>>, key: string): string => {
  const value = configuration[key];
  if (value === undefined || value === '') {
    throw new Failure(`ActionMode ${configuration['ActionMode']} needs ${key}, which the action does not set`);
  }
  return value;
};

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
export const resolveOverrides = async (context: ActionContext): Promise<Readonly<Record<string, string>>> => {
  const { ParameterOverrides: text } = context.configuration;
  if (text === undefined) return {};
  const values = Object.entries(parse(text)).map(async ([name, value]) => {
    if (typeof value === 'string') return [name, value];
    if ('Fn::GetParam' in value) return [name, await fileValue(context, ...value['Fn::GetParam'])];
    const [artifactName, wanted] = value['Fn::GetArtifactAtt'];
    requireInput(context, 'Fn::GetArtifactAtt', artifactName);
    const { bucket, key } = await context.exchange.locate(artifactName, context.access.region);
    const url = `${context.options.endpoint}/${bucket}/${key}`;
    return [name, { BucketName: bucket, ObjectKey: key, URL: url }[wanted]];
  });
  return Object.fromEntries(await Promise.all(values));
};

const parse = (text: string): z.output<typeof overrides> => {
  try {
    return overrides.parse(JSON.parse(text));
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : error;
    throw new Failure(`ParameterOverrides cannot be read: ${why}`, { cause: error });
  }
};

const fileValue = async (context: ActionContext, artifactName: string, file: string, name: string) => {
  requireInput(context, 'Fn::GetParam', artifactName);
  const bytes = await readEntry(await context.exchange.fetch(context.access, artifactName), file);
  if (bytes === undefined) throw new Failure(`Fn::GetParam: artifact ${artifactName} has no file ${file}`);
  const value: unknown = JSON.parse(bytes.toString())?.[name];
  if (typeof value !== 'string') throw new Failure(`Fn::GetParam: ${artifactName}::${file} has no text ${name}`);
  return value;
};
