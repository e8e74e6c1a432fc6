import { partitionOf } from '../execution-policy/template-arns';
import { isObject, listAt, objectAt } from '../ground/json';
import type { SynthesizedStack } from './patient';

/** A resource of a template. */
export interface PlannedResource {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

export const plannedResources = ({ template }: SynthesizedStack): readonly PlannedResource[] =>
  Object.entries(objectAt(template['Resources'])).flatMap(([logicalId, resource]) =>
    isObject(resource)
      ? [{ logicalId, type: String(resource['Type']), properties: objectAt(resource['Properties']) }]
      : [],
  );

/** A text of a template where it says only where it is deployed; undefined where it refers to anything else. */
export const placedText = (value: unknown, stack: SynthesizedStack): string | undefined => {
  if (typeof value === 'string') return value;
  if (!isObject(value)) return undefined;
  const places: Readonly<Record<string, string>> = {
    'AWS::AccountId': stack.account,
    'AWS::Region': stack.region,
    'AWS::Partition': partitionOf(stack.region),
  };
  if (typeof value['Ref'] === 'string') return places[value['Ref']];
  const [separator, parts] = listAt(value['Fn::Join']);
  if (typeof separator !== 'string') return undefined;
  const texts = listAt(parts).map((part) => placedText(part, stack));
  return texts.includes(undefined) ? undefined : texts.join(separator);
};

/** Every text in a value that {@link placedText} can tell. */
export const textsIn = (value: unknown, stack: SynthesizedStack): readonly string[] => {
  const text = placedText(value, stack);
  if (text !== undefined) return [text];
  if (Array.isArray(value)) return value.flatMap((each) => textsIn(each, stack));
  return isObject(value) ? Object.values(value).flatMap((each) => textsIn(each, stack)) : [];
};
