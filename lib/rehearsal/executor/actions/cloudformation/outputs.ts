import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { filesBelow, zip } from '../../artifacts/zip';
import { Failure } from '../../failure';
import type { ActionContext, Outcome } from '../handler';

/** What a deployed stack hands on: its outputs as variables and, where the action names a file, as an artifact. */
export async function outputsOf(
  { cloud, access, action, configuration, exchange, directory }: ActionContext,
  stackName: string,
): Promise<Pick<Outcome, 'variables' | 'outputs'>> {
  const stack = await cloud.findStack(access, stackName);
  if (stack === undefined) throw new Failure(`stack ${stackName} does not exist after its deployment`);
  const variables = Object.fromEntries(
    (stack.Outputs ?? []).map(({ OutputKey: key, OutputValue: value }) => [key ?? '', value ?? '']),
  );
  const { OutputFileName: fileName } = configuration;
  const [artifactName] = action.outputs;
  if (fileName === undefined || artifactName === undefined) return { variables };
  const files = join(directory, 'outputs');
  const path = join(files, fileName);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, JSON.stringify(variables, undefined, 2));
  await exchange.publish(access, artifactName, await zip(await filesBelow(files)));
  return { variables, outputs: [{ artifactName, directory: files }] };
}
