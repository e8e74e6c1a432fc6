import { isObject, listAt, objectAt } from '../ground/json';
import { constructPath, type ReviewedStack, resourcesOf, typeOf } from './template';

/** Set by the CDK in every template, to find its bootstrap stack. */
const BOOTSTRAP = 'BootstrapVersion';

/** What in the templates of a release takes its value elsewhere, so that no comparison of templates sees it change. */
export const limitsOf = (stacks: readonly ReviewedStack[]): readonly string[] =>
  stacks.flatMap(({ path, stackName, template = {} }) => {
    const name = path ?? stackName;
    const parameters = Object.entries(objectAt(template['Parameters'])).filter(([id]) => id !== BOOTSTRAP);
    const outside = parameters.filter(([, value]) => /^AWS::SSM::/.test(String(objectAt(value)['Type'])));
    const given = parameters.filter(([, value]) => !outside.some(([, other]) => other === value));
    const macros = listAt(template['Transform']).map((macro) =>
      typeof macro === 'string' ? macro : JSON.stringify(macro),
    );
    const references = new Set(dynamicIn(template));
    const nested = Object.entries(resourcesOf(template)).filter(
      ([, resource]) => typeOf(resource) === 'AWS::CloudFormation::Stack' && constructPath(resource) === undefined,
    );
    return [
      ...outside.map(([id]) => `${name}: parameter ${id} takes its value from the parameter store when it is deployed`),
      ...given.map(([id]) => `${name}: parameter ${id} may be given another value than its default`),
      ...macros.map((macro) => `${name}: the macro ${macro} decides in CloudFormation what becomes of the template`),
      ...[...references].map((reference) => `${name}: ${reference} is read when it is deployed`),
      ...nested.map(([id]) => `${name}: the nested stack ${id} is only known by its address`),
    ];
  });

/** Values of other stacks, and of parameter store and Secrets Manager. */
const dynamicIn = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return value.match(/\{\{resolve:[^{}]*\}\}/g) ?? [];
  if (Array.isArray(value)) return value.flatMap(dynamicIn);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'Fn::ImportValue' || key === 'Fn::GetStackOutput'
      ? [`${key} ${typeof inner === 'string' ? inner : JSON.stringify(inner)}`]
      : dynamicIn(inner),
  );
};
