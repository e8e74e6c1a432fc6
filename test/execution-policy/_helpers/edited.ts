import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../../../lib/ground/sha256';

/** A template as far as these tests change it. */
export interface EditedTemplate {
  readonly Resources: Record<
    string,
    { readonly Type: string; Properties?: Record<string, unknown>; DependsOn?: unknown }
  >;
}

/** Changes every template of an assembly directory, and gives each changed one the hash of another asset, as a synthesis does. */
export const editTemplates = (assembly: string, edit: (template: EditedTemplate) => void): void => {
  for (const directory of [assembly, ...readdirSync(assembly).map((name) => join(assembly, name))])
    if (statSync(directory).isDirectory()) editIn(directory, edit);
};

const editIn = (directory: string, edit: (template: EditedTemplate) => void): void => {
  const files = readdirSync(directory);
  for (const file of files.filter((name) => name.endsWith('.template.json'))) {
    const path = join(directory, file);
    const before = readFileSync(path, 'utf8');
    const template: EditedTemplate = JSON.parse(before);
    edit(template);
    const after = JSON.stringify(template);
    if (after === JSON.stringify(JSON.parse(before))) continue;
    writeFileSync(path, after);
    const manifest = join(directory, file.replace('.template.json', '.assets.json'));
    const old = hashOf(readFileSync(manifest, 'utf8'), file);
    for (const other of [manifest, join(directory, 'manifest.json')])
      writeFileSync(other, readFileSync(other, 'utf8').replaceAll(old, sha256(after)));
  }
};

/** The id of the asset that a template is, in a manifest of assets. */
const hashOf = (manifest: string, file: string): string => {
  const { files }: { readonly files: Readonly<Record<string, { readonly source: { readonly path: string } }>> } =
    JSON.parse(manifest);
  const found = Object.entries(files).find(([, { source }]) => source.path === file)?.[0];
  if (found === undefined) throw new Error(`${file} is no asset`);
  return found;
};

/** Changes what has to be replaced, in what has a name or an id of the service's own. */
export const replaceSome = ({ Resources }: EditedTemplate): void => {
  for (const { Type, Properties } of Object.values(Resources)) {
    if (Properties === undefined) continue;
    if (/^AWS::EC2::SecurityGroup(In|E)gress$/.test(Type)) Object.assign(Properties, { FromPort: 8443, ToPort: 8443 });
    if (Type === 'AWS::IAM::ManagedPolicy' && !('ManagedPolicyName' in Properties))
      Properties['Description'] = 'another';
  }
};

/**
 * A resource after everything else that only its handler refuses: everything goes back. The name of one that is there would be
 * refused before anything is done.
 */
export const failAtTheEnd = ({ Resources }: EditedTemplate): void => {
  const all = Object.values(Resources);
  const role = all.find(({ Type, Properties }) => Type === 'AWS::IAM::Role' && Properties?.['RoleName']);
  const alias = all.find(({ Type }) => Type === 'AWS::KMS::Alias');
  const twin = role === undefined ? alias : policyOf(role.Properties?.['RoleName']);
  if (twin === undefined) throw new Error('the template has neither a role with a name nor an alias');
  Resources['Twin'] = { ...structuredClone(twin), DependsOn: Object.keys(Resources) };
};

/** No schema sees that its action is none; IAM does. */
const policyOf = (role: unknown) => ({
  Type: 'AWS::IAM::Policy',
  Properties: {
    PolicyName: 'Twin',
    Roles: [role],
    PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'nothing', Resource: '*' }] },
  },
});
