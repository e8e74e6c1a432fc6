import { isObject, type JsonObject, listAt, objectAt } from '../../ground/json';
import { callOf } from './values';

/** Every call in a value, with its argument. */
export const callsIn = (value: unknown): readonly (readonly [name: string, argument: unknown])[] => {
  if (Array.isArray(value)) return value.flatMap(callsIn);
  if (!isObject(value)) return [];
  const call = callOf(value);
  return [...(call === undefined ? [] : [call]), ...Object.values(value).flatMap(callsIn)];
};

/** The calls in a chosen value that are made whichever branch the deployment takes where a condition cannot be told. */
export const certainCallsIn = (value: unknown): readonly (readonly [name: string, argument: unknown])[] => {
  if (Array.isArray(value)) return value.flatMap(certainCallsIn);
  if (!isObject(value)) return [];
  const call = callOf(value);
  if (call?.[0] === 'Fn::If' && Array.isArray(call[1])) {
    const [first = [], second = []] = call[1].slice(1).map(certainCallsIn);
    const others = new Set(second.map((each) => JSON.stringify(each)));
    return first.filter((each) => others.has(JSON.stringify(each)));
  }
  return [...(call === undefined ? [] : [call]), ...Object.values(value).flatMap(certainCallsIn)];
};

/** Logical id and attribute of what `Fn::GetAtt` and `Fn::Sub` ask for. */
export const referencesOf = (name: string, argument: unknown): readonly (readonly [string, string])[] => {
  if (name === 'Fn::GetAtt') {
    const [logicalId, attribute] = Array.isArray(argument) ? argument : split(String(argument));
    return typeof logicalId === 'string' && typeof attribute === 'string' ? [[logicalId, attribute]] : [];
  }
  const [pattern, own] = Array.isArray(argument) ? argument : [argument, {}];
  if (name !== 'Fn::Sub' || typeof pattern !== 'string') return [];
  return [...pattern.matchAll(/\$\{\s*([^!{}][^{}]*?)\s*\}/g)].flatMap(([, reference = '']) =>
    reference.includes('.') && !(isObject(own) && reference in own) ? [split(reference)] : [],
  );
};

/** `A.B.C` is attribute `B.C` of `A`. */
const split = (reference: string): readonly [string, string] => {
  const [logicalId = '', ...attribute] = reference.split('.');
  return [logicalId, attribute.join('.')];
};

/** What of a template refers to a resource: logical ids of resources, and `output NAME`. */
export const dependentsOf = (logicalId: string, template: JsonObject): readonly string[] => {
  const asks = (value: unknown): boolean =>
    callsIn(value).some(([name, argument]) => isAsked(logicalId, name, argument));
  const resources = Object.entries(objectAt(template['Resources'])).filter(
    ([name, resource]) =>
      name !== logicalId &&
      (asks(objectAt(resource)['Properties']) || listAt(objectAt(resource)['DependsOn']).includes(logicalId)),
  );
  const outputs = Object.entries(objectAt(template['Outputs'])).filter(([, output]) => asks(output));
  return [...resources.map(([name]) => name), ...outputs.map(([name]) => `output ${name}`)];
};

const isAsked = (logicalId: string, name: string, argument: unknown): boolean =>
  (name === 'Ref' && argument === logicalId) ||
  (name === 'Fn::Sub' && JSON.stringify(argument).includes(`\${${logicalId}}`)) ||
  referencesOf(name, argument).some(([asked]) => asked === logicalId);
