import { basename } from 'node:path';
import { isObject, listAt } from '../../ground/json';
import { sha256 } from '../../ground/sha256';
import type { Finding, StackTemplate, TemplateResource } from '../templates/template';
import type { Rule } from './rule';

/** ZT-00: what is judged is what is deployed; every other rule rests on it. */
export const templatesAreFinal: Rule = {
  id: 'ZT-00-TemplatesAreFinal',
  requires: 'Templates are deployed as they stand: no macro rewrites them, and no stack comes from somewhere else.',
  why: 'What CloudFormation makes of a template after it was judged, nobody has judged.',
  fix: 'Write the resources themselves; take macros, Fn::ForEach and stacks from URLs out of the template.',
  source: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-macros.html',
  hipaa: ['164.308(a)(8)'],
  appliesTo: 'any',
  check: ({ stacks }) => stacks.flatMap((stack) => [...rewritten(stack), ...elsewhere(stack, stacks)]),
};

const rewritten = (stack: StackTemplate): readonly Finding[] => {
  const { Transform: transform } = stack.template;
  const macros = listAt(transform).map((each) => ({
    stack,
    logicalId: '(the whole stack)',
    because: `Transform ${JSON.stringify(each)} rewrites the template when it is deployed`,
  }));
  const sections = Object.entries(stack.template).flatMap(([section, content]) =>
    (isObject(content) ? Object.entries(content) : []).flatMap(([id, value]) =>
      [...new Set([...(MACRO.test(id) ? [id] : []), ...macrosIn(value)])].map((name) => ({
        stack,
        logicalId: section === 'Resources' ? id : `(${section})`,
        because: `${name} is replaced when the template is deployed`,
      })),
    ),
  );
  return [...macros, ...sections];
};

const MACRO = /^Fn::(ForEach|Transform)(::|$)/;

const macrosIn = (value: unknown, found: string[] = []): readonly string[] => {
  if (Array.isArray(value)) for (const each of value) macrosIn(each, found);
  else if (isObject(value)) {
    for (const [key, nested] of Object.entries(value)) {
      if (MACRO.test(key)) found.push(key);
      macrosIn(nested, found);
    }
  }
  return found;
};

/** Types that deploy further resources which stand in no template here; what a private type deploys, its provider decides. */
const DEPLOYERS =
  /^(AWS::CloudFormation::(StackSet|Macro)|AWS::ServiceCatalog::CloudFormationProvisionedProduct|.*::MODULE|(?!AWS::|Custom::).*)$/;

const elsewhere = (stack: StackTemplate, stacks: readonly StackTemplate[]): readonly Finding[] =>
  Object.entries(stack.template.Resources ?? {})
    .filter(([, resource]) => DEPLOYERS.test(resource.Type) || (isNested(resource) && !isHere(resource, stacks)))
    .map(([logicalId, { Type: type }]) => ({
      stack,
      logicalId,
      because: `${type} deploys resources that stand in no template of this target`,
    }));

const isNested = ({ Type: type }: TemplateResource): boolean => type === 'AWS::CloudFormation::Stack';

/** The CDK calls the asset of a nested stack by the SHA-256 of its template: a path beside another URL proves nothing. */
const isHere = ({ Metadata: about, Properties: properties }: TemplateResource, stacks: readonly StackTemplate[]) => {
  const asset = about?.['aws:asset:path'];
  const url = JSON.stringify(properties?.['TemplateURL'] ?? '');
  return stacks.some(
    ({ templateFile, template }) =>
      typeof asset === 'string' &&
      basename(templateFile) === basename(asset) &&
      url.includes(sha256(JSON.stringify(template))),
  );
};
