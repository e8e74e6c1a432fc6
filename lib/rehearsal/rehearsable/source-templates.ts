import { join } from 'node:path';
import { isMap, isScalar, isSeq, parseDocument } from 'yaml';
import { isObject, type JsonObject } from '../../ground/json';
import { contentOf } from './deployed';
import { definitionIn } from './executed';
import { asRead, type Declared, type ReadTemplate } from './templates';

/** The templates that actions deploy as they lie in the files of the app: those of the pipeline's first source. */
export const sourceTemplates = (pipeline: Declared, of: ReadTemplate, root: string): readonly ReadTemplate[] => {
  const actions = definitionIn(pipeline, of).stages.flatMap((stage) => stage.actions ?? []);
  const source = actions.find(({ actionTypeId }) => actionTypeId?.category === 'Source');
  const artifacts = (source?.outputArtifacts ?? []).map(({ name }) => name);
  const deploying = actions.filter(({ actionTypeId }) => actionTypeId?.provider === 'CloudFormation');
  const paths = new Set(deploying.map(({ configuration }) => configuration?.['TemplatePath'] ?? ''));
  return [...paths].flatMap((path) => {
    const [artifact, file = ''] = path.split('::');
    const template = artifacts.includes(artifact) ? templateIn(contentOf(join(root, file))) : undefined;
    if (template === undefined) return [];
    const stack = { ...of.stack, environment: { account: undefined, region: undefined } };
    return [
      asRead(stack, template, [], (about, resource) => {
        const place = {
          stack: of.stack.id,
          path: [file, ...(resource === undefined ? [] : [resource.logicalId])].join('/'),
        };
        return { ...about, ...place, ...(resource !== undefined && { logicalId: resource.logicalId }) };
      }),
    ];
  });
};

/** A template in JSON or YAML; undefined where it is none. */
const templateIn = (content: string): JsonObject | undefined => {
  const { errors, contents } = parseDocument(content, { logLevel: 'silent' });
  const template = errors.length > 0 ? undefined : read(contents);
  return isObject(template) ? template : undefined;
};

/** Functions in their long form. CloudFormation knows no aliases. */
const read = (node: unknown): unknown => {
  if (isMap(node)) {
    const pairs = node.items.map(({ key, value }) => [String(read(key)), read(value)]);
    return called(node.tag, Object.fromEntries(pairs));
  }
  if (isSeq(node)) return called(node.tag, node.items.map(read));
  return isScalar(node) ? called(node.tag, node.value) : null;
};

/** `!GetAtt A.B` is `{ "Fn::GetAtt": ["A", "B"] }`. */
const called = (tag: string | undefined, argument: unknown): unknown => {
  const [, name] = /^!(\w+)$/.exec(tag ?? '') ?? [];
  if (name === undefined) return argument;
  return { [name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`]: argument };
};
